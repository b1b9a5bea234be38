package io.freshet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber selects, by position.
 *
 * @param first what it selected at first, as far back as is known
 * @param knownSince the position since which that is known, or null if it was never known under another selection
 * @param changes what it selected from which position on, in the log's order
 */
public record SubscriberHistory(Subscription first, @Nullable EventId knownSince, List<Change> changes) {
    /** How many changes are kept. */
    public static final int MAX_CHANGES = 64;

    /** Copies the changes. */
    public SubscriberHistory {
        changes = List.copyOf(changes);
    }

    /** What it selects now. */
    public Subscription subscription() {
        return changes.isEmpty() ? first : changes.get(changes.size() - 1).subscription();
    }

    /** What is selected from a position on. */
    public record Change(EventId position, Subscription subscription) {}
}
