package io.freshet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** better-sse on Node's own HTTP server: {@code peers/better-sse/server.js}. */
final class BetterSse implements Program {
    private static final String NAME = "better-sse";

    @Override
    public void prepare(Workshop workshop) throws UnavailableException, IOException, InterruptedException {
        Workshop.require("node");
        String npm = Workshop.require("npm");
        workshop.lay(NAME, "server.js");
        workshop.lay(NAME, "package.json");
        Path lock = workshop.lay(NAME, "package-lock.json");
        Path installed = lock.resolveSibling("installed-lock.json");
        if (!Files.exists(installed) || Files.mismatch(lock, installed) >= 0) {
            workshop.run(NAME, Map.of(), npm, "ci", "--no-audit", "--no-fund");
            Files.writeString(installed, Files.readString(lock));
        }
    }

    @Override
    public List<String> command(int port, Launch launch) {
        return List.of(
                Workshop.find("node").orElseThrow().toString(),
                launch.workshop().folder(NAME).resolve("server.js").toString(),
                Integer.toString(port),
                Integer.toString(launch.heartbeatSeconds()));
    }
}
