package io.freshet.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * One of the applications of the bench, on one of its web servers.
 *
 * @param arguments that make it what it is called
 */
record SpringServer(Class<?> main, WebServer webServer, List<String> arguments) implements Program {
    SpringServer(Class<?> main, WebServer webServer, String... arguments) {
        this(main, webServer, List.of(arguments));
    }

    @Override
    public void prepare(Workshop workshop) {
        // It is on the class path.
    }

    @Override
    public List<String> command(int port, Launch launch) {
        List<String> all = new ArrayList<>(webServer.arguments());
        all.addAll(arguments);
        all.add("--server.port=" + port);
        all.add("--" + Heartbeat.SECONDS + "=" + launch.heartbeatSeconds());
        all.add("--freshet.heartbeat=" + launch.heartbeatSeconds() + "s");
        return Java.command(main, launch.javaOptions(), all);
    }

    @Override
    public boolean isJava() {
        return true;
    }
}
