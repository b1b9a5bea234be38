package io.freshet;

import java.time.Duration;

/**
 * How many subscribers of one owner may be connected to streams of one name at the same time, and what the next one is told.
 *
 * @param max 1 or more
 * @param refusal the answer to one too many
 */
public record Limit(int max, Refusal refusal) {
    /** @throws IllegalArgumentException if the limit is less than 1 */
    public Limit {
        if (max < 1) {
            throw new IllegalArgumentException("limit " + max + " is not allowed: 1 or more");
        }
    }

    /** A limit that refuses with 429 and asks to try again after a second. */
    public static Limit of(int max) {
        return new Limit(
                max,
                Refusal.of(RefusalReason.LIMIT, "at most " + max + " live connections are allowed")
                        .withRetryAfter(Duration.ofSeconds(1)));
    }
}
