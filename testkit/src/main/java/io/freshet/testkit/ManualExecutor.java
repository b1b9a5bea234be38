package io.freshet.testkit;

import io.freshet.LaneExecutor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * An executor whose tasks run when told, on the thread that tells it: a lane, a timer or a worker, for tests that decide what
 * happens when. What a task throws is thrown to whoever ran it.
 */
public final class ManualExecutor implements LaneExecutor, Interleavings.Source {
    /** More tasks in a row than any test needs: who gets there runs in a circle. */
    private static final int ENDLESS = 1_000_000;

    private final ManualClock clock;
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    /** What comes behind all tasks, once it is put off. */
    private final Deque<Runnable> later = new ArrayDeque<>();

    private boolean puttingOff;
    private boolean immediate;
    private boolean running;
    private boolean closed;

    /** An executor whose timers wait on this clock. */
    public ManualExecutor(ManualClock clock) {
        this.clock = clock;
        clock.add(this);
    }

    @Override
    public void execute(Runnable task) {
        if (closed) {
            return;
        }
        tasks.add(task);
        if (immediate && !running) {
            runAll();
        }
    }

    /** From here on what may wait comes behind every task, as on an event loop, and not in the order in which it was handed over. */
    public void putOff() {
        puttingOff = true;
    }

    @Override
    public void executeNext(Runnable task) {
        if (puttingOff && !closed) {
            later.add(task);
        } else {
            execute(task);
        }
    }

    @Override
    public Timer schedule(Runnable task, Duration delay) {
        Scheduled scheduled = new Scheduled(task);
        Timer timer = clock.schedule(() -> execute(scheduled), delay);
        return () -> {
            scheduled.cancelled = true;
            timer.cancel();
        };
    }

    /** Drops tasks from here on; those that wait may still be run. */
    @Override
    public void close() {
        closed = true;
    }

    /** Runs every task as soon as it is handed over, behind those that wait; for what must not wait, the end of a hub. */
    public void runImmediately() {
        immediate = true;
        runAll();
    }

    /** Runs the task that has waited longest; false if there is none. */
    public boolean runNext() {
        Runnable task = tasks.isEmpty() ? later.poll() : tasks.poll();
        if (task == null) {
            return false;
        }
        boolean outer = running;
        running = true;
        try {
            task.run();
        } finally {
            running = outer;
        }
        return true;
    }

    /** Runs every task, those that they add included. */
    public void runAll() {
        runAll(List.of(this));
    }

    /** Runs every task of these executors in turn, until none of them has any. */
    public static void runAll(Collection<ManualExecutor> executors) {
        int ran = 0;
        boolean any = true;
        while (any) {
            any = false;
            for (ManualExecutor executor : executors) {
                any |= executor.runNext();
            }
            if (ran++ > ENDLESS) {
                throw new IllegalStateException("the tasks have no end: " + ENDLESS + " have run");
            }
        }
    }

    /** How many tasks wait. */
    public int pending() {
        return tasks.size() + later.size();
    }

    @Override
    public int choices() {
        return pending() == 0 ? 0 : 1;
    }

    @Override
    public void take(int choice) {
        runNext();
    }

    /** A timer's task may have come due and yet be taken back before it runs. */
    private static final class Scheduled implements Runnable {
        private final Runnable task;
        private boolean cancelled;

        private Scheduled(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            if (!cancelled) {
                task.run();
            }
        }
    }
}
