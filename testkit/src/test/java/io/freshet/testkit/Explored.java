package io.freshet.testkit;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Explorations of this module's tests, and how many orders they ran in all. */
final class Explored {
    private static final AtomicLong ORDERS = new AtomicLong();

    private Explored() {}

    /** Explores a scenario that must have more than one order, or else it explores nothing. */
    static void exploring(int bound, Consumer<Interleavings.Schedule> scenario) {
        int orders = Interleavings.atMost(bound).explore(scenario);
        if (orders < 2) {
            throw new AssertionError("the scenario has one order only");
        }
        System.out.println(orders + " orders, " + ORDERS.addAndGet(orders) + " in all: "
                + StackWalker.getInstance().walk(frames -> frames.skip(1)
                        .findFirst()
                        .map(frame -> frame.getClassName().replaceAll(".*[.]", "") + "." + frame.getMethodName())
                        .orElse("")));
    }
}
