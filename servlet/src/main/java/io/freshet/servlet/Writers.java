package io.freshet.servlet;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that may wait for a peer, as lanes must not. What concerns one connection of a container is done one thing after the other,
 * so a connection whose socket is full holds one of these threads, however many streams it has.
 */
final class Writers {
    private static final Logger LOG = LoggerFactory.getLogger(Writers.class);

    /** So many connections may just have become full before others wait for them. */
    private static final int MOST = 64;

    /**
     * What a turn may take before a lane goes on without it: longer than a thread waits for a processor on a busy machine. A connection that
     * has become full costs its lane that much once.
     */
    private static final Duration PATIENCE = Duration.ofMillis(20);

    private final Executor threads;
    private final long patienceNanos;

    /** What waits for the connections that something is being done for. Guarded by this. */
    private final Map<Object, Queue<Runnable>> waiting = new HashMap<>();

    /** Connections that a lane has waited for in vain. */
    private final Set<Object> stuck = ConcurrentHashMap.newKeySet();

    Writers() {
        this(threads(), PATIENCE);
    }

    /**
     * @param threads must not run a task on the thread that hands it over
     * @param patience how long a lane waits for what it has handed over, at most
     */
    Writers(Executor threads, Duration patience) {
        this.threads = threads;
        this.patienceNanos = patience.toNanos();
    }

    long patienceNanos() {
        return patienceNanos;
    }

    /** They end by themselves when there is nothing to do. */
    private static Executor threads() {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(MOST, MOST, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "freshet-writer-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /**
     * Does this once everything is done that was handed over for the connection before.
     *
     * @param connection stands for it
     */
    synchronized void submit(Object connection, Runnable task) {
        Queue<Runnable> queue = waiting.get(connection);
        if (queue != null) {
            queue.add(task);
        } else {
            threads.execute(() -> work(connection, task));
            waiting.put(connection, new ArrayDeque<>());
        }
    }

    private void work(Object connection, Runnable first) {
        for (Runnable task = first; task != null; task = next(connection)) {
            try {
                task.run();
            } catch (RuntimeException | Error failure) {
                LOG.error("A stream could not be told how its response fares", failure);
            }
            stuck.remove(connection);
        }
    }

    /** Nobody need wait for this connection before something has been done for it. */
    void stuck(Object connection) {
        stuck.add(connection);
    }

    boolean isStuck(Object connection) {
        return stuck.contains(connection);
    }

    private synchronized @Nullable Runnable next(Object connection) {
        Queue<Runnable> queue = waiting.get(connection);
        Runnable next = queue == null ? null : queue.poll();
        if (next == null) {
            waiting.remove(connection);
        }
        return next;
    }
}
