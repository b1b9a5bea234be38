package io.freshet.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Clients of idle streams go, and the server notices sooner or later. */
record Gone() implements Scenario {
    /** All but the floor, which is nothing that people run. */
    private static final List<Peer> PEERS = Arrays.stream(Comparison.values())
            .flatMap(comparison -> comparison.peers().stream())
            .filter(peer -> peer != Peer.FLOOR)
            .distinct()
            .toList();

    @Override
    public String name() {
        return "gone";
    }

    @Override
    public List<Comparison> comparisons() {
        return List.of(Comparison.values());
    }

    @Override
    public List<Peer> peers() {
        return PEERS;
    }

    @Override
    public void run(Peer peer, Options options, Report report) throws IOException, InterruptedException {
        measure(peer, options).forEach((departure, noticed) -> report.gone().add(departure, peer, noticed));
    }

    static Map<Departure, Noticed> measure(Peer peer, Options options) throws IOException, InterruptedException {
        Map<Departure, Noticed> noticed = new EnumMap<>(Departure.class);
        try (ServerProcess server = ServerProcess.start(peer, Launch.of(options).andWatch());
                Witness witness = server.witness()) {
            for (Departure departure : Departure.values()) {
                GoneRun run = new GoneRun(server, witness, options.gone(), options.heartbeat());
                noticed.put(departure, run.measure(departure));
            }
        }
        return noticed;
    }
}
