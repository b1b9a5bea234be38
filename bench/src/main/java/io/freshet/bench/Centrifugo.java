package io.freshet.bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Centrifugo, built from its Go module with the dependencies that it names itself. */
final class Centrifugo implements Program {
    private static final String NAME = "centrifugo";
    private static final String MODULE = "github.com/centrifugal/centrifugo/v6@v6.9.1";

    @Override
    public void prepare(Workshop workshop) throws UnavailableException, IOException, InterruptedException {
        Map<String, String> environment =
                Map.of("CGO_ENABLED", "0", "GOBIN", workshop.folder(NAME).toString());
        workshop.run(NAME, environment, Workshop.require("go"), "install", MODULE);
    }

    @Override
    public List<String> command(int port, Launch launch) throws IOException {
        Map<String, String> values =
                Map.of("port", Integer.toString(port), "heartbeat", Integer.toString(launch.heartbeatSeconds()));
        return List.of(
                launch.workshop().folder(NAME).resolve(NAME).toString(),
                "--config",
                launch.workshop().lay(NAME, "config.json", values).toString());
    }
}
