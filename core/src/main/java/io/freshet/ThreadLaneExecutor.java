package io.freshet;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A lane's thread that is a thread of its own. */
final class ThreadLaneExecutor implements LaneExecutor {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadLaneExecutor.class);

    private final ScheduledThreadPoolExecutor executor;

    ThreadLaneExecutor(String name) {
        executor = new ScheduledThreadPoolExecutor(
                1,
                task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        executor.setRemoveOnCancelPolicy(true);
        // At once, so that the thread inherits nothing from a request that happens to come first.
        executor.prestartCoreThread();
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(() -> run(task));
    }

    /** A task that fails must not end the tasks behind it, nor vanish. */
    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error failure) {
            LOG.error("A task of {} failed", Thread.currentThread().getName(), failure);
        }
    }

    @Override
    public Timer schedule(Runnable task, Duration delay) {
        Future<?> future = executor.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
