package io.freshet.bench.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waiting for what takes its time. */
final class Waiting {
    private static final Duration STEP = Duration.ofMillis(20);

    private Waiting() {}

    /** What is waited for. */
    interface Condition {
        boolean holds() throws IOException;
    }

    /** @throws IOException if it does not hold in time */
    static void until(String what, Duration atMost, Condition condition) throws IOException {
        if (!within(atMost, condition)) {
            throw new IOException("it took more than " + atMost.toSeconds() + " s until " + what);
        }
    }

    /** @return whether it held in time */
    static boolean within(Duration atMost, Condition condition) throws IOException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(STEP.toNanos());
        }
        return true;
    }

    /** Lets so much time go by. */
    static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
