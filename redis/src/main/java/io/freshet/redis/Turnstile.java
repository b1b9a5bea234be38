package io.freshet.redis;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lets so many through at a time, the others in their order: a log that keeps few entries must not be trimmed past what this node has
 * just appended and not seen yet. May be used by any thread; what it lets through runs under its lock and does not block.
 */
final class Turnstile {
    private final int room;

    // Guarded by this.
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int inside;

    Turnstile(int room) {
        this.room = Math.max(1, room);
    }

    synchronized void enter(Runnable who) {
        waiting.add(who);
        admit();
    }

    synchronized void leave() {
        inside--;
        admit();
    }

    private void admit() {
        while (inside < room && !waiting.isEmpty()) {
            inside++;
            waiting.remove().run();
        }
    }
}
