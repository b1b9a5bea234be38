package io.freshet;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One browser tab on one stream: what it selects, and the place of its connection.
 *
 * <p>What it selects is known by position: {@link #selectorsAt} answers for any position since the subscriber is known, so that
 * whoever delivers an event asks for the event's own position and not for the present. That history is read by lanes and replaced
 * as a whole under the lock of {@link Subscribers}.
 */
final class Subscriber extends Chain.Link<Subscriber> {
    /** How many changes back a replay may ask. */
    private static final int MAX_HISTORY = SubscriberHistory.MAX_CHANGES;

    final SubscriberKey key;
    /** Whether its client chose or learnt its id and will come back with it. */
    final boolean named;

    /** The newest of the changes, each of which knows the one before it. */
    private volatile Change newest;

    final Place place;

    /**
     * @param knownSince the position since which it is known what the subscriber selects, or null if it was never known under
     *     another selection
     */
    Subscriber(SubscriberKey key, boolean named, Place place, Set<Selector> selectors, @Nullable EventId knownSince) {
        this.key = key;
        this.named = named;
        this.place = place;
        this.newest = new Change(knownSince, 0, Set.copyOf(selectors), null);
    }

    Subscription subscription() {
        Change held = newest;
        return new Subscription(held.revision, held.selectors);
    }

    /** Takes over what the subscriber selects from a position of the log on. */
    void change(EventId position, Subscription subscription) {
        newest = newest.with(position, subscription);
    }

    /**
     * Takes over what all nodes know of it. What this node knows beyond that the log has shown since.
     *
     * @param beginning where the log has begun last
     */
    void learn(SubscriberHistory history, EventId beginning) {
        Deque<Change> own = new ArrayDeque<>();
        for (Change change = newest; change != null; change = change.before) {
            own.push(change);
        }
        Change known = new Change(
                history.knownSince(),
                history.first().revision(),
                history.first().selectors(),
                null);
        for (SubscriberHistory.Change change : history.changes()) {
            known = known.with(change.position(), change.subscription());
        }
        for (Change change : own) {
            if (change.from != null && change.revision > known.revision) {
                known = known.with(change.from, new Subscription(change.revision, change.selectors));
            }
        }
        if (known.from != null && !known.from.sameEpoch(beginning)) {
            known = known.with(beginning, new Subscription(known.revision, known.selectors));
        }
        newest = known;
    }

    /** The log goes on from a position that may be of another epoch: what is selected stays. */
    void begin(EventId position) {
        change(position, subscription());
    }

    /**
     * What was selected when the record at this position was appended, or null if that is no longer known. Of the changes of another
     * epoch none is needed: at the beginning of each epoch everybody's selection was taken over.
     */
    @Nullable
    Set<Selector> selectorsAt(EventId position) {
        for (Change change = newest; change != null; change = change.before) {
            if (change.from == null || (change.from.sameEpoch(position) && !change.from.isAfter(position))) {
                return change.selectors;
            }
        }
        return null;
    }

    /** The position since which it is known what was selected, or null if nothing before is unknown. */
    @Nullable
    EventId knownSince() {
        Change oldest = newest;
        while (oldest.before != null) {
            oldest = oldest.before;
        }
        return oldest.from;
    }

    /** What is selected from a position on, or from ever, and the change before it. */
    private record Change(@Nullable EventId from, long revision, Set<Selector> selectors, @Nullable Change before) {
        /** What is selected from this position on, after this. */
        private Change with(EventId position, Subscription subscription) {
            return new Change(
                    position, subscription.revision(), subscription.selectors(), withoutOlderThan(MAX_HISTORY - 1));
        }

        /** The same, with so many changes in all. */
        private Change withoutOlderThan(int count) {
            if (before == null) {
                return this;
            }
            return new Change(from, revision, selectors, count == 1 ? null : before.withoutOlderThan(count - 1));
        }
    }
}
