package io.freshet;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * The single thread of a lane: runs what it is handed one after the other, in order. Everything a lane owns is touched by this
 * thread alone.
 *
 * <p>All methods may be called from any thread, the executor's own included, and never block.
 */
public interface LaneExecutor extends Executor, AutoCloseable {
    /**
     * Runs the task after what else the thread has to see to by now, such as its sockets: for work that is done in pieces, and of
     * which there may always be more. If the thread has nothing else to see to, it is as if it were {@linkplain #execute executed}.
     */
    default void executeNext(Runnable piece) {
        execute(piece);
    }

    /** Runs the task after the delay, unless it has been cancelled before. */
    Timer schedule(Runnable task, Duration delay);

    /** Runs what has been handed over already, then ends the thread. Tasks handed over later are dropped. */
    @Override
    void close();

    /** A task that waits for its moment. */
    interface Timer {
        /** Takes the task back, if it has not begun. */
        void cancel();
    }
}
