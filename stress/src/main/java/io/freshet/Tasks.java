package io.freshet;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Tasks that run on the thread that says so. */
final class Tasks implements LaneExecutor {
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    void runAll() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Timer schedule(Runnable task, Duration delay) {
        return () -> {};
    }

    @Override
    public void close() {}
}
