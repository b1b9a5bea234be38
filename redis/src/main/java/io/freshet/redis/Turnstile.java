package io.freshet.redis;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets so many through at a time, the others in their order: a log that keeps few entries must not be trimmed past what this node has
 * just appended and not seen yet. May be used by any thread; what it lets through runs under its lock and does not block.
 */
final class Turnstile {
    private final int room;
    private final Executor executor;

    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger inside = new AtomicInteger();

    /** @param executor runs those who had to wait */
    Turnstile(int room, Executor executor) {
        this.room = Math.max(1, room);
        this.executor = executor;
    }

    void enter(Runnable who) {
        waiting.add(who);
        admit();
    }

    /** Takes no lock: whoever leaves may hold one that those inside want. */
    void leave() {
        inside.decrementAndGet();
        if (!waiting.isEmpty()) {
            executor.execute(this::admit);
        }
    }

    private synchronized void admit() {
        while (inside.get() < room) {
            Runnable next = waiting.poll();
            if (next == null) {
                return;
            }
            inside.incrementAndGet();
            next.run();
        }
    }
}
