package io.freshet.bench;

import io.freshet.testkit.RedisProcess;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What it costs that nodes have a log in common: how long an event takes from one to another beside a bare entry of a stream, how many
 * events one Redis takes, and what a node spends on events that nobody on it selects. {@code --seconds=5 --warm-up=5 --repeat=3}.
 * Starts a Redis of its own.
 */
final class NodesBench {
    /** Slow enough that each event finds everything at rest. */
    private static final int RELAYED_A_SECOND = 200;

    private final Map<String, Integer> options = new HashMap<>(Map.of("--seconds", 5, "--warm-up", 5, "--repeat", 3));
    private final StringBuilder relays = new StringBuilder("| one event at a time | p50 | p99 |\n|---|---|---|\n");
    private final StringBuilder floods = new StringBuilder(
            """
            | appends in flight | events/s | Redis | the node that appends | a node without subscribers |
            |---|---|---|---|---|
            """);

    private NodesBench(String... arguments) {
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            if (!options.containsKey(parts[0]) || parts.length < 2 || !parts[1].matches("[1-9][0-9]{0,3}")) {
                throw new IllegalArgumentException(
                        "'" + argument + "' is not allowed: --seconds=, --warm-up= or --repeat= and a number");
            }
            options.put(parts[0], Integer.valueOf(parts[1]));
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        try {
            new NodesBench(arguments).run();
        } catch (IllegalArgumentException notAllowed) {
            System.err.println(notAllowed.getMessage());
            System.exit(2);
        }
    }

    private void run() throws IOException, InterruptedException {
        try (RedisProcess redis = RedisProcess.start()) {
            relay(redis);
            for (int inFlight : new int[] {1, 32, 256}) {
                flood(redis, inFlight);
            }
        }
        System.out.println(relays);
        System.out.println(floods);
    }

    private int option(String name) {
        return options.getOrDefault(name, 1);
    }

    /** Both ways take turns, so that what else the machine does hits both. */
    private void relay(RedisProcess redis) throws IOException, InterruptedException {
        RelayTimes bare = new RelayTimes();
        RelayTimes through = new RelayTimes();
        try (BareRelay stream = new BareRelay(redis);
                NodeRelay nodes = new NodeRelay(redis)) {
            warmUp(stream, option("--warm-up"));
            warmUp(nodes, option("--warm-up"));
            for (int repetition = 0; repetition < option("--repeat"); repetition++) {
                System.err.println("one event at a time ...");
                measure(stream, bare, option("--seconds"));
                measure(nodes, through, option("--seconds"));
            }
        }
        relays.append(bare.line("`XADD` to the return of another connection's `XREAD`", null))
                .append(through.line("`hub.publish` on one node to a transport on another", bare));
    }

    /** One after the other without a pause, so that the code is compiled as it is in a process that has run for a while. */
    private static void warmUp(Relay relay, int seconds) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < end) {
            relay.send();
        }
    }

    private static void measure(Relay relay, RelayTimes times, int seconds) throws InterruptedException {
        long due = System.nanoTime();
        for (int i = 0; i < seconds * RELAYED_A_SECOND; i++) {
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            times.took(relay.send());
            due += TimeUnit.SECONDS.toNanos(1) / RELAYED_A_SECOND;
        }
    }

    private void flood(RedisProcess redis, int inFlight) throws IOException, InterruptedException {
        System.err.printf("%d appends in flight ...%n", inFlight);
        Flood.Figures figures = new Flood(redis, inFlight).measure(option("--warm-up"), option("--seconds"));
        floods.append(Cell.line(
                Integer.toString(inFlight),
                Cell.thousands(figures.perSecond()),
                Cell.micros(figures.redisMicros()),
                Cell.micros(figures.nodeMicros()),
                Cell.micros(figures.idleNodeMicros())));
    }
}
