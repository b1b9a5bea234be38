package io.freshet.bench.faults;

import java.time.Duration;

/**
 * How large everything is.
 *
 * @param raw subscribers on plain sockets
 * @param real subscribers with the browser client
 * @param perSecond events that are published
 * @param publishers who take turns in it
 * @param full whether faults last as long, and come as often, as the suite says; otherwise seldom and shortly
 * @param most how often a fault comes at most
 */
record Scale(int raw, int real, int perSecond, int publishers, boolean full, int most) {
    static final Scale FULL = new Scale(160, 40, 500, 25, true, Integer.MAX_VALUE);
    /** What every build runs. */
    static final Scale TENTH = new Scale(16, 4, 50, 5, false, Integer.MAX_VALUE);

    private static final int FEWER = 50;

    Scale atMost(int times) {
        return new Scale(raw, real, perSecond, publishers, full, times);
    }

    int subscribers() {
        return raw + real;
    }

    long intervalNanos() {
        return Duration.ofSeconds(1).toNanos() * publishers / perSecond;
    }

    int times(int inFull) {
        return Math.min(most, full ? inFull : Math.max(1, inFull / FEWER));
    }

    Duration time(int inFullSeconds) {
        return full ? Duration.ofSeconds(inFullSeconds) : Duration.ofSeconds(Math.max(1, inFullSeconds / 4));
    }
}
