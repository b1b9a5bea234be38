package io.freshet.servlet;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;

/**
 * A lock for everything that touches a response, which a container may hold for longer than it is concerned with that response: for
 * other listeners, the access log, the next request on the same connection.
 */
final class ResponseLock {
    /** How long one waits before one looks whether there is still something to wait for. */
    private static final long LOOK_MILLIS = 5;

    private final Lock lock;

    ResponseLock(Lock lock) {
        this.lock = lock;
    }

    /** For callbacks of the container, which may hold the lock already. */
    void lock() {
        lock.lock();
    }

    /** Waits for the lock, but for no longer than until the response is over; false if that came first. */
    boolean lockUnless(BooleanSupplier over) {
        boolean interrupted = false;
        try {
            while (!over.getAsBoolean()) {
                try {
                    if (lock.tryLock(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                        return true;
                    }
                } catch (InterruptedException interruption) {
                    interrupted = true;
                }
            }
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void unlock() {
        lock.unlock();
    }
}
