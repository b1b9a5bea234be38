package io.freshet;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One browser tab on one stream: what it selects, and the place of its connection.
 *
 * <p>What it selects is known by position: {@link #selectorsAt} answers for any position since the subscriber is known, so that
 * whoever delivers an event asks for the event's own position and not for the present. That history is read by lanes and replaced
 * as a whole under the lock of {@link Subscribers}.
 */
final class Subscriber {
    /** How many changes back a replay may ask. */
    private static final int MAX_HISTORY = 64;

    final SubscriberKey key;
    /** Whether its client chose or learnt its id and will come back with it. */
    final boolean named;

    /** Oldest first, never empty. */
    private volatile List<Change> history;

    final Place place;

    /**
     * @param knownSince the position since which it is known what the subscriber selects, or null if it was never known under
     *     another selection
     */
    Subscriber(SubscriberKey key, boolean named, Place place, Set<Selector> selectors, @Nullable EventId knownSince) {
        this.key = key;
        this.named = named;
        this.place = place;
        this.history = List.of(new Change(knownSince, new Subscription(0, selectors)));
    }

    Subscription subscription() {
        List<Change> changes = history;
        return changes.get(changes.size() - 1).subscription;
    }

    /** Takes over what the subscriber selects from a position of the log on. */
    void change(EventId position, Subscription subscription) {
        List<Change> changes = new ArrayList<>(history);
        changes.add(new Change(position, subscription));
        history = List.copyOf(changes.subList(Math.max(0, changes.size() - MAX_HISTORY), changes.size()));
    }

    /** What was selected when the record at this position was appended, or null if that is no longer known. */
    @Nullable
    Set<Selector> selectorsAt(EventId position) {
        List<Change> changes = history;
        for (int i = changes.size() - 1; i >= 0; i--) {
            Change change = changes.get(i);
            if (change.from == null || !change.from.isAfter(position)) {
                return change.subscription.selectors();
            }
        }
        return null;
    }

    /** The position since which it is known what was selected, or null if nothing before is unknown. */
    @Nullable
    EventId knownSince() {
        return history.get(0).from;
    }

    private record Change(@Nullable EventId from, Subscription subscription) {}
}
