package io.freshet;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * How long it takes until dead connections are known, and when those are probed meanwhile whose transport does not see its peer go:
 * a first write may succeed, a later one fails. One that sees its peer go may see it a moment after the request that comes instead,
 * and has the same time.
 */
final class Probing {
    /** How long after a probe its answer may take to be seen. */
    private static final Duration SETTLING = Duration.ofMillis(50);

    private final List<Duration> moments;
    private final Duration length;
    private final LaneExecutor timer;

    /** @param bound how long after the first probe the last one is sent */
    Probing(Duration bound, LaneExecutor timer) {
        this.moments = List.of(Duration.ZERO, bound.dividedBy(15), bound.dividedBy(3), bound);
        this.length = bound.plus(SETTLING);
        this.timer = timer;
    }

    /** How long after the first probe everything is known. */
    Duration length() {
        return length;
    }

    /**
     * Probes at each moment, on the timer's thread, which must be the caller's.
     *
     * @param probe called at each moment, until it says that nobody wants to know any more
     * @param then called when everything is known, or nobody wants to know
     */
    void start(BooleanSupplier probe, Runnable then) {
        step(0, probe, then);
    }

    /**
     * The same for a connection that is being written to just now: the first moment comes a little later, so that a peer which has
     * gone already is found out at once. May be called from any thread.
     */
    void follow(BooleanSupplier probe, Runnable then) {
        timer.schedule(() -> step(0, probe, then), moments.get(1).dividedBy(4));
    }

    private void step(int done, BooleanSupplier probe, Runnable then) {
        if (done == moments.size() || !probe.getAsBoolean()) {
            then.run();
            return;
        }
        int next = done + 1;
        Duration wait = next < moments.size() ? moments.get(next).minus(moments.get(done)) : SETTLING;
        timer.schedule(() -> step(next, probe, then), wait);
    }
}
