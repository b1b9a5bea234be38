package io.freshet.bench;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What is done to a server.
 *
 * @param name what the command line and the table call it
 * @param publishers how many publish at a time
 * @param pace when each of them sends
 * @param events the most that each of them sends
 * @param stalled whether a subscriber that reads nothing comes, after the others have been measured without it
 */
record Scenario(String name, int publishers, Pace pace, long events, boolean stalled) {
    private static final Pace STEADY = new Pace.Fixed(50);

    static final List<Scenario> ALL = List.of(
            closed("delivered-1", 1, new Pace.WhenDelivered()),
            closed("delivered-8", 8, new Pace.WhenDelivered()),
            closed("delivered-32", 32, new Pace.WhenDelivered()),
            closed("answered-1", 1, new Pace.WhenAnswered()),
            closed("answered-8", 8, new Pace.WhenAnswered()),
            closed("answered-32", 32, new Pace.WhenAnswered()),
            new Scenario("stalled-reader", 1, STEADY, Long.MAX_VALUE, true));

    private static Scenario closed(String name, int publishers, Pace pace) {
        return new Scenario(name, publishers, pace, Long.MAX_VALUE, false);
    }

    /** @throws IllegalArgumentException if no scenario has this name */
    static Scenario of(String name) {
        return ALL.stream()
                .filter(scenario -> scenario.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no scenario '" + name + "'. Allowed: "
                        + ALL.stream().map(Scenario::name).collect(Collectors.joining(", "))));
    }
}
