package io.freshet;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Ends connections a few at a time, evenly over the time that there is. Touched by the timer's thread only. */
final class Drain {
    private static final Duration STEP = Duration.ofMillis(100);

    /** No smaller part is worth a step of its own: a thousand connections a second hurt nobody. */
    private static final int LEAST = 100;

    private final List<Connection> connections;
    private final long nanos;
    private final TimeSource time;
    private final LaneExecutor timer;
    private final long beganAt;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private int next;

    Drain(List<Connection> connections, Duration within, TimeSource time, LaneExecutor timer) {
        this.connections = connections;
        this.nanos = within.toNanos();
        this.time = time;
        this.timer = timer;
        this.beganAt = time.nanos();
    }

    /** Completes once all have ended; their last blocks may still be on the way. */
    CompletableFuture<Void> start() {
        timer.execute(this::step);
        return ended;
    }

    private void step() {
        int due = Math.max(dueAt(time.nanos() - beganAt + STEP.toNanos()), next + LEAST);
        for (; next < due && next < connections.size(); next++) {
            connections.get(next).end(CloseReason.SHUTDOWN);
        }
        if (next < connections.size()) {
            timer.schedule(this::step, STEP);
        } else {
            ended.complete(null);
        }
    }

    /** How many are to have ended so long after the beginning, however late a step comes. */
    private int dueAt(long elapsed) {
        return elapsed >= nanos ? connections.size() : (int) ((double) connections.size() * elapsed / nanos);
    }
}
