package io.freshet.redis;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets so many through at a time, the others in their order: a log that keeps few entries must not be trimmed past what this node has
 * just appended and not seen yet. May be used by any thread, whatever locks it holds: nobody waits here, since one thread at a time lets
 * through, on behalf of those who come meanwhile, too. What it lets through does not block.
 */
final class Turnstile {
    private final int room;

    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger inside = new AtomicInteger();

    /** How often somebody has come or gone since it was looked last who may enter; 0 while nobody looks. */
    private final AtomicInteger changes = new AtomicInteger();

    Turnstile(int room) {
        this.room = Math.max(1, room);
    }

    void enter(Runnable who) {
        waiting.add(who);
        admit();
    }

    void leave() {
        inside.decrementAndGet();
        admit();
    }

    private void admit() {
        if (changes.getAndIncrement() > 0) {
            return;
        }
        int seen = 1;
        try {
            while (seen > 0) {
                while (inside.get() < room && !waiting.isEmpty()) {
                    inside.incrementAndGet();
                    waiting.remove().run();
                }
                seen = changes.addAndGet(-seen);
            }
        } catch (RuntimeException | Error failure) {
            // Whoever comes next goes on.
            changes.set(0);
            throw failure;
        }
    }
}
