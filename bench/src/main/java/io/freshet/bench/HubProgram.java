package io.freshet.bench;

import io.freshet.server.FreshetHub;
import java.util.ArrayList;
import java.util.List;

/** Freshet's own hub, as {@code ./run hub --dev} starts it, with its subscription events only where somebody reads them. */
final class HubProgram implements Program {
    @Override
    public void prepare(Workshop workshop) {
        // It is on the class path.
    }

    @Override
    public List<String> command(int port, Launch launch) {
        List<String> arguments = new ArrayList<>(List.of("--dev", "--address=127.0.0.1", "--port=" + port));
        arguments.add("--heartbeat=" + launch.heartbeatSeconds() + "s");
        arguments.add("--subscriptions=" + launch.watched());
        arguments.addAll(launch.settings());
        return Java.command(FreshetHub.class, launch.javaOptions(), arguments);
    }

    @Override
    public boolean isJava() {
        return true;
    }
}
