package io.freshet.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Many connections that have had a few events and then nothing. A tenth of them are there before memory is measured for the first
 * time, so that it is not theirs what a server needs once.
 */
record Idle() implements Scenario {
    /** Room for the largest of the servers, and what is not in use goes back to the system, so that RSS tells something. */
    private static final List<String> HEAP =
            List.of("-Xms32m", "-Xmx4g", "-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=20");

    private static final int SHARE_BEFORE = 10;
    private static final int EVENTS = 10;
    private static final int DELIVERY_SECONDS = 60;

    /** What a process has open besides: libraries, and a few connections. */
    private static final int OTHER_DESCRIPTORS = 500;

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public List<Peer> peers() {
        return List.of(Peer.values());
    }

    @Override
    public void run(Peer peer, Options options, Report report) throws IOException, InterruptedException {
        report.idle().add(peer, measure(peer, options));
    }

    static Footprint measure(Peer peer, Options options) throws IOException, InterruptedException {
        requireDescriptors(
                options.connections(), new ProcessStat(ProcessHandle.current().pid()).descriptors());
        int before = Math.max(1, options.connections() / SHARE_BEFORE);
        int added = Math.max(1, options.connections() - before);
        List<String> serverOptions = new ArrayList<>(HEAP);
        serverOptions.addAll(options.serverOptions());
        try (ServerProcess server = ServerProcess.start(peer, serverOptions, options.folder());
                Audience first = Audience.open(server.address(), before, 1)) {
            publish(server, first);
            Memory memoryBefore = Memory.of(server);
            try (Audience others = Audience.open(server.address(), added, 1)) {
                publish(server, others);
                Memory memoryAfter = Memory.of(server);
                return new Footprint(
                        before + added, added, memoryBefore, memoryAfter, first.disconnects() + others.disconnects());
            }
        }
    }

    /** Returns once all of them have all the events. */
    private static void publish(ServerProcess server, Audience audience) throws IOException, InterruptedException {
        Load load = new Load("events", 1, new Pace.WhenDelivered(), EVENTS, false);
        try (Crew crew = Crew.start(server.address(), load, audience)) {
            crew.end(DELIVERY_SECONDS);
        }
        long received = audience.takeTally().deliveries();
        if (received != (long) EVENTS * audience.size()) {
            throw new IOException(
                    received + " of " + EVENTS * audience.size() + " deliveries came: not all are connected");
        }
    }

    /** @param allowed how many descriptors a process may have, this one and the server */
    static void requireDescriptors(int connections, long allowed) throws IOException {
        int needed = connections + OTHER_DESCRIPTORS;
        if (allowed < needed) {
            throw new IOException("A process may have " + allowed + " descriptors, but " + connections
                    + " connections need " + needed + ", here and in the server. Raise the limit (ulimit -Hn), or pass"
                    + " --connections=" + Math.max(1, allowed - OTHER_DESCRIPTORS) + " or less");
        }
    }
}
