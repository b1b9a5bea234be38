package io.freshet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The moments that the connections of a lane wait for, on one timer: a timing wheel. What is due within the same tenth of a second
 * comes at the end of it, together. So a heartbeat costs next to nothing besides its write, and the writes of many follow each
 * other, which is when they are cheap. Touched by the lane's thread only.
 */
final class Wheel {
    private static final long TICK_NANOS = Duration.ofMillis(100).toNanos();

    /** Nearly a minute: what waits for longer is passed by at each turn of the wheel. */
    private static final int SLOTS = 512;

    private final TimeSource time;
    private final LaneExecutor executor;
    private final List<Chain<Waiter>> slots = new ArrayList<>(SLOTS);

    private int waiting;
    /** The last tick whose waiters have been called. */
    private long passed;

    private LaneExecutor.@Nullable Timer timer;
    /** The tick that the timer waits for. */
    private long timerFires;

    Wheel(TimeSource time, LaneExecutor executor) {
        this.time = time;
        this.executor = executor;
        for (int i = 0; i < SLOTS; i++) {
            slots.add(new Chain<>());
        }
    }

    /** Calls the waiter at a moment by {@link TimeSource#nanos()}, or a little later; in place of any other moment it waits for. */
    void put(Waiter waiter, long moment) {
        remove(waiter);
        if (waiting == 0) {
            passed = Math.floorDiv(time.nanos(), TICK_NANOS);
        }
        waiter.tick = Math.max(passed + 1, Math.floorDiv(moment - 1, TICK_NANOS) + 1);
        slot(waiter.tick).add(waiter);
        waiting++;
        if (timer == null || waiter.tick < timerFires) {
            stopTimer();
            startTimer(Math.min(waiter.tick, passed + SLOTS));
        }
    }

    /** The waiter waits no more, if it did. */
    void remove(Waiter waiter) {
        Chain<Waiter> slot = slot(waiter.tick);
        if (slot.has(waiter)) {
            slot.remove(waiter);
            waiting--;
            if (waiting == 0) {
                stopTimer();
            }
        }
    }

    private Chain<Waiter> slot(long tick) {
        return slots.get((int) Math.floorMod(tick, (long) SLOTS));
    }

    private void startTimer(long tick) {
        timerFires = tick;
        timer = executor.schedule(
                this::turn, Duration.ofNanos(Math.max(0, Math.multiplyExact(tick, TICK_NANOS) - time.nanos())));
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void turn() {
        long now = Math.floorDiv(time.nanos(), TICK_NANOS);
        // A timer that is so late that the wheel has gone round has passed every slot.
        for (passed = Math.max(passed, now - SLOTS); passed < now; ) {
            passed++;
            pass(slot(passed));
        }
        stopTimer();
        if (waiting > 0) {
            startTimer(nextTick());
        }
    }

    private void pass(Chain<Waiter> slot) {
        for (int left = slot.size(); left > 0; left--) {
            Waiter first = slot.first();
            if (first == null) {
                return;
            }
            slot.remove(first);
            if (first.tick > passed) {
                slot.add(first);
            } else {
                waiting--;
                first.called();
            }
        }
    }

    private long nextTick() {
        long tick = passed + 1;
        while (slot(tick).isEmpty()) {
            tick++;
        }
        return tick;
    }

    /** Who waits for one moment at a time. */
    abstract static class Waiter extends Chain.Link<Waiter> {
        private long tick;

        /** The moment has come. */
        abstract void called();
    }
}
