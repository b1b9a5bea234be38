package io.freshet.bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Mercure's hub, built from its Go module: {@code peers/mercure/main.go}. */
final class Mercure implements Program {
    private static final String NAME = "mercure";

    @Override
    public void prepare(Workshop workshop) throws UnavailableException, IOException, InterruptedException {
        String go = Workshop.require("go");
        for (String file : List.of("go.mod", "go.sum", "main.go")) {
            workshop.lay(NAME, file);
        }
        workshop.run(NAME, Map.of("CGO_ENABLED", "0"), go, "build", "-o", "mercure", ".");
    }

    @Override
    public List<String> command(int port, Launch launch) {
        return List.of(
                launch.workshop().folder(NAME).resolve("mercure").toString(),
                Integer.toString(port),
                launch.heartbeatSeconds() + "s",
                launch.watched() ? "subscriptions" : "");
    }
}
