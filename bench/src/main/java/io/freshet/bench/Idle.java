package io.freshet.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Many connections that have had a few events and then nothing but heartbeats. A tenth of them are there before memory is measured
 * for the first time, so that it is not theirs what a server needs once.
 *
 * @param name {@code idle}, or {@code idle-most} for as many as there can be
 */
record Idle(String name) implements Scenario {
    static final String MOST = "idle-most";

    /** What a process has open besides: libraries, and a few connections. */
    static final int OTHER_DESCRIPTORS = 500;

    /** A server reserves something for each that it may have, so that it is not told of more than it can need. */
    static final int MOST_DESCRIPTORS = 1 << 20;

    /** Room for the largest of the servers, and what is not in use goes back to the system, so that RSS tells something. */
    private static final List<String> HEAP =
            List.of("-Xms32m", "-Xmx4g", "-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=20");

    private static final int SHARE_BEFORE = 10;
    private static final int EVENTS = 10;
    private static final int DELIVERY_SECONDS = 60;
    private static final long BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(20);

    @Override
    public List<Comparison> comparisons() {
        return name.equals(MOST) ? List.of(Comparison.HUB) : List.of(Comparison.values());
    }

    @Override
    public List<Peer> peers() {
        return name.equals(MOST) ? most() : List.of(Peer.values());
    }

    /** The map would need a heap of 13 GB for 100,000. */
    private static List<Peer> most() {
        return Comparison.HUB.peers().stream()
                .filter(peer -> peer != Peer.EMITTER_MAP)
                .toList();
    }

    @Override
    public void run(Peer peer, Options options, Report report) throws IOException, InterruptedException {
        report.idle().add(name, peer, measure(peer, options));
    }

    private int connections(Options options, long descriptors) {
        return name.equals(MOST) ? (int) Math.min(options.most(), most(descriptors)) : options.connections();
    }

    /** How many streams there can be: Freshet's hub keeps room for a sixteenth more connections, for who publishes. */
    static long most(long descriptors) {
        return (descriptors - OTHER_DESCRIPTORS) * 16 / 17;
    }

    Footprint measure(Peer peer, Options options) throws IOException, InterruptedException {
        long descriptors = ProcessStat.own().descriptors();
        int connections = connections(options, descriptors);
        requireDescriptors(connections, descriptors);
        int before = Math.max(1, connections / SHARE_BEFORE);
        int added = Math.max(1, connections - before);
        try (ServerProcess server = ServerProcess.start(peer, Launch.of(options).with(HEAP));
                Crowd first = Crowd.open(server, options.size(), before)) {
            publish(server, options.size(), (long) EVENTS * before, first);
            Memory memoryBefore = Memory.of(server);
            try (Crowd others = Crowd.open(server, options.size(), added)) {
                publish(server, options.size(), (long) EVENTS * (2 * before + added), first, others);
                Memory memoryAfter = Memory.of(server);
                Silence silence = Silence.measure(server, options.silence(), first, others);
                long disconnects = first.disconnects() + others.disconnects();
                return new Footprint(before + added, added, memoryBefore, memoryAfter, disconnects, silence);
            }
        }
    }

    /** Returns once all of them have all the events. */
    private static void publish(ServerProcess server, int size, long deliveries, Crowd... crowds)
            throws IOException, InterruptedException {
        Site site = server.site(size);
        Arrivals nobodys = new Arrivals(1, 1);
        try (Crew crew = Crew.start(site, new Topics.One(0), new Pace.WhenAnswered(), EVENTS, nobodys)) {
            crew.end(DELIVERY_SECONDS);
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DELIVERY_SECONDS);
        long received = received(crowds);
        while (received < deliveries && System.nanoTime() < deadline) {
            LockSupport.parkNanos(BETWEEN_LOOKS);
            received = received(crowds);
        }
        if (received != deliveries) {
            throw new IOException(received + " deliveries came and " + deliveries + " are owed to those connected");
        }
    }

    private static long received(Crowd... crowds) throws IOException {
        long sum = 0;
        for (Crowd crowd : crowds) {
            sum += crowd.deliveries();
        }
        return sum;
    }

    /** @param allowed how many descriptors a process may have */
    static void requireDescriptors(int connections, long allowed) throws IOException {
        int needed = connections + OTHER_DESCRIPTORS;
        if (allowed < needed) {
            throw new IOException("A process may have " + allowed + " descriptors, but " + connections
                    + " connections need " + needed + " in the server. Raise the limit (ulimit -Hn), or pass"
                    + " --connections=" + Math.max(1, allowed - OTHER_DESCRIPTORS) + " or less");
        }
    }
}
