package io.freshet.bench;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** What is done to a server, and measured of it. */
interface Scenario {
    List<Scenario> ALL = List.of(
            Load.closed("delivered-1", 1, new Pace.WhenDelivered()),
            Load.closed("delivered-8", 8, new Pace.WhenDelivered()),
            Load.closed("delivered-32", 32, new Pace.WhenDelivered()),
            Load.closed("answered-1", 1, new Pace.WhenAnswered()),
            Load.closed("answered-8", 8, new Pace.WhenAnswered()),
            Load.closed("answered-32", 32, new Pace.WhenAnswered()),
            new Load("stalled-reader", 1, new Pace.Fixed(50), Long.MAX_VALUE, true),
            new Idle(),
            new Gone());

    /** @throws IllegalArgumentException if no scenario has this name */
    static Scenario of(String name) {
        return ALL.stream()
                .filter(scenario -> scenario.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no scenario '" + name + "'. Allowed: "
                        + ALL.stream().map(Scenario::name).collect(Collectors.joining(", "))));
    }

    /** What the command line and the tables call it. */
    String name();

    /** Whom it is meant for. */
    List<Peer> peers();

    /** Does it once, with a server of its own, and adds what was measured to the report. */
    void run(Peer peer, Options options, Report report) throws IOException, InterruptedException;
}
