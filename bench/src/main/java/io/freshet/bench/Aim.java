package io.freshet.bench;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What was aimed at, and what was found.
 *
 * @param what in words, with the bound
 * @param found the figure
 * @param reached whether it is within the bound
 */
record Aim(String what, String found, boolean reached) {
    private static final String HEAD =
            """
            Aims:

            | aim | found | |
            |---|---|---|
            """;

    /** A figure as a multiple of another one, that is to be no more than a bound. */
    static Aim atMost(String what, double times, double bound, String whose) {
        return new Aim(what + ": at most " + Cell.times(bound) + " of " + whose, Cell.times(times), times <= bound);
    }

    /** A figure as a multiple of another one, that is to be no less than a bound. */
    static Aim atLeast(String what, double times, double bound, String whose) {
        return new Aim(what + ": at least " + Cell.times(bound) + " of " + whose, Cell.times(times), times >= bound);
    }

    static String table(List<Aim> aims) {
        return HEAD
                + aims.stream()
                        .map(aim -> Cell.line(aim.what, aim.found, aim.reached ? "reached" : "missed"))
                        .collect(Collectors.joining());
    }
}
