package io.freshet.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Clients of idle streams go, and the server notices sooner or later. */
record Gone() implements Scenario {
    @Override
    public String name() {
        return "gone";
    }

    @Override
    public List<Peer> peers() {
        return Peer.MAIN;
    }

    @Override
    public void run(Peer peer, Options options, Report report) throws IOException, InterruptedException {
        measure(peer, options).forEach((departure, noticed) -> report.gone().add(departure, peer, noticed));
    }

    static Map<Departure, Noticed> measure(Peer peer, Options options) throws IOException, InterruptedException {
        List<String> serverOptions = new ArrayList<>(options.serverOptions());
        serverOptions.add("-D" + Heartbeat.SECONDS + "=" + options.heartbeat());
        serverOptions.add("-Dfreshet.heartbeat=" + options.heartbeat() + "s");
        Map<Departure, Noticed> noticed = new EnumMap<>(Departure.class);
        try (ServerProcess server = ServerProcess.start(peer, serverOptions, options.folder())) {
            for (Departure departure : Departure.values()) {
                noticed.put(departure, new GoneRun(server, options.gone(), options.heartbeat()).measure(departure));
            }
        }
        return noticed;
    }
}
