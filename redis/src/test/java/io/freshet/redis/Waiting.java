package io.freshet.redis;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what comes to be. */
final class Waiting {
    /** Long enough for a machine that is slow and busy. */
    static final Duration SOON = Duration.ofSeconds(30);

    private Waiting() {}

    /** @throws AssertionError if it does not come to be soon */
    static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("within " + SOON + " it did not come to be that " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }
}
