package io.freshet.redis;

import io.freshet.EventId;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An entry on its way into the log: acknowledged once this node has seen it there, and the replicas that count have it. */
final class Append {
    final String id;
    final byte[] entry;
    final String script;
    /** What its script wants besides. */
    final byte[][] more;

    final CompletableFuture<EventId> result = new CompletableFuture<>();

    // Guarded by this.
    private @Nullable EventId shown;
    private boolean replicated;
    private long life;
    private boolean isLate;

    Append(String id, byte[] entry, String script, byte[][] more, boolean replicated) {
        this.id = id;
        this.entry = entry;
        this.script = script;
        this.more = more;
        this.replicated = replicated;
    }

    /** @return whether it may be; not if it was told to be late */
    synchronized boolean isSentTo(long newLife) {
        if (!isLate) {
            life = newLife;
        }
        return !isLate;
    }

    /** Its time is over; it is not sent any more. */
    void late(long afterMillis) {
        boolean neverSent;
        synchronized (this) {
            isLate = true;
            neverSent = life == 0;
        }
        String within = "within " + afterMillis + " ms";
        fail(
                neverSent
                        ? "not appended: Redis did not take the entry " + within
                        : "the log has not shown the entry " + within + ": it may be in the log or not",
                null);
    }

    /** The life of the log that it was sent to last; 0 if to none. */
    synchronized long life() {
        return life;
    }

    void shown(EventId at) {
        synchronized (this) {
            shown = at;
        }
        completeIfDone();
    }

    void replicated() {
        synchronized (this) {
            replicated = true;
        }
        completeIfDone();
    }

    private void completeIfDone() {
        EventId done;
        synchronized (this) {
            done = replicated ? shown : null;
        }
        if (done != null) {
            result.complete(done);
        }
    }

    void fail(String message, @Nullable Throwable cause) {
        result.completeExceptionally(new RedisLogException(message, cause));
    }
}
