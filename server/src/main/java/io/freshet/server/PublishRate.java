package io.freshet.server;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How many events each publisher may publish in a second, those of a quiet second at once. A publisher is the subject of a token; tokens
 * without one that say the same count together. May be asked by any thread.
 */
final class PublishRate {
    private static final long SECOND = 1_000_000_000L;

    private final int perSecond;
    private final LongSupplier nanos;

    /** When each publisher would have been quiet for long enough; who is by now is as one who was never seen. Guarded by this. */
    private final Map<Object, Long> quietAt = new HashMap<>();

    /** When those were last forgotten. Guarded by this. */
    private long tidiedAt;

    /**
     * @param perSecond 0 for any number
     * @param nanos a clock that never steps back
     */
    PublishRate(int perSecond, LongSupplier nanos) {
        this.perSecond = perSecond;
        this.nanos = nanos;
        this.tidiedAt = nanos.getAsLong();
    }

    int perSecond() {
        return perSecond;
    }

    /** Counts one more, if it is allowed. */
    boolean allows(Token token) {
        return perSecond == 0 || count(token.owner() != null ? token.owner() : token);
    }

    private synchronized boolean count(Object publisher) {
        long now = nanos.getAsLong();
        if (now - tidiedAt > SECOND) {
            tidiedAt = now;
            quietAt.values().removeIf(quiet -> quiet - now <= 0);
        }
        long spacing = SECOND / perSecond;
        long ahead = Math.max(0, quietAt.getOrDefault(publisher, now) - now);
        if (ahead > SECOND - spacing) {
            return false;
        }
        quietAt.put(publisher, now + ahead + spacing);
        return true;
    }

    /** How many publishers are remembered. */
    synchronized int size() {
        return quietAt.size();
    }
}
