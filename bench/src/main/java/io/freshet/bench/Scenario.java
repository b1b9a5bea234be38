package io.freshet.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What is done to a server, and measured of it. */
interface Scenario {
    List<Scenario> ALL = List.of(
            Load.starter("delivered-1", 1, new Pace.WhenDelivered(1)),
            Load.starter("delivered-8", 8, new Pace.WhenDelivered(1)),
            Load.starter("delivered-32", 32, new Pace.WhenDelivered(1)),
            Load.starter("answered-1", 1, new Pace.WhenAnswered()),
            Load.starter("answered-8", 8, new Pace.WhenAnswered()),
            Load.starter("answered-32", 32, new Pace.WhenAnswered()),
            Load.starter("stalled-reader", 1, new Pace.Fixed(50)).withStalledReader(),
            Load.hub("fan-out-1", 1, new Pace.WhenDelivered(4)),
            Load.hub("fan-out-8", 8, new Pace.WhenDelivered(4)),
            Load.hub("fan-out-32", 32, new Pace.WhenDelivered(4)),
            Load.hub("fan-out-10k-1", 1, new Pace.WhenDelivered(4)).to(10_000),
            Load.hub("fan-out-10k-8", 8, new Pace.WhenDelivered(4)).to(10_000),
            Load.hub("fan-out-10k-32", 32, new Pace.WhenDelivered(4)).to(10_000),
            Load.hub("topics", 32, new Pace.WhenDelivered(4)).to(5_000).each(),
            Load.hub("steady", 1, new Pace.Fixed(50)),
            new Idle("idle"),
            new Idle("idle-most"),
            new Gone());

    /** @throws IllegalArgumentException if no scenario has this name */
    static Scenario of(String name) {
        return ALL.stream()
                .filter(scenario -> scenario.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no scenario '" + name + "'. Allowed: "
                        + ALL.stream().map(Scenario::name).collect(Collectors.joining(", ")) + "; or all of one of: "
                        + Arrays.stream(Comparison.values())
                                .map(Comparison::word)
                                .collect(Collectors.joining(", "))));
    }

    /** What the command line and the tables call it. */
    String name();

    /** What it is a part of. */
    List<Comparison> comparisons();

    /** Whom it is meant for. */
    List<Peer> peers();

    /** Does it once, with a server of its own, and adds what was measured to the report. */
    void run(Peer peer, Options options, Report report) throws IOException, InterruptedException;
}
