package io.freshet.testkit;

import io.freshet.LaneExecutor;
import io.freshet.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A clock that moves when told, and the timers that wait on it. Not safe for use by several threads at once, as nothing in a test
 * by hand should be.
 */
public final class ManualClock implements TimeSource {
    private final Instant began;
    private final PriorityQueue<Waiting> waiting =
            new PriorityQueue<>(Comparator.comparingLong(Waiting::moment).thenComparingLong(Waiting::number));
    private final List<ManualExecutor> executors = new ArrayList<>();

    /** How far the clock has moved since it began. */
    private long nanos;

    private long timers;

    /** A clock that begins at a moment of its own choice. */
    public ManualClock() {
        this(Instant.parse("2026-01-01T00:00:00Z"));
    }

    /** A clock that begins at this moment. */
    public ManualClock(Instant begins) {
        this.began = begins;
    }

    @Override
    public Instant now() {
        return began.plusNanos(nanos);
    }

    @Override
    public long nanos() {
        return nanos;
    }

    /**
     * Moves on by this much. On the way the timers that are due run in their order, each at its own moment, and after each moment
     * whatever the executors of this clock have to do.
     */
    public void advance(Duration duration) {
        long goal = nanos + duration.toNanos();
        while (!waiting.isEmpty() && waiting.peek().moment <= goal) {
            skip(Duration.ofNanos(Math.max(0, waiting.peek().moment - nanos)));
            ManualExecutor.runAll(executors);
        }
        nanos = goal;
    }

    /**
     * Moves on by this much at one stroke: the timers that are due become tasks of their executors, which do not run yet. So what
     * was to happen a little later can be run before what was to happen first.
     */
    public void skip(Duration duration) {
        nanos += duration.toNanos();
        while (!waiting.isEmpty() && waiting.peek().moment <= nanos) {
            waiting.remove().due.run();
        }
    }

    /** How many timers wait for their moment. */
    public int timers() {
        return waiting.size();
    }

    void add(ManualExecutor executor) {
        executors.add(executor);
    }

    LaneExecutor.Timer schedule(Runnable due, Duration delay) {
        Waiting timer = new Waiting(nanos + Math.max(0, delay.toNanos()), timers++, due);
        waiting.add(timer);
        return () -> waiting.remove(timer);
    }

    private record Waiting(long moment, long number, Runnable due) {}
}
