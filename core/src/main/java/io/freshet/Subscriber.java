package io.freshet;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
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

    /** Whether it has had a connection. Guarded by the lock of {@link Subscribers}. */
    private boolean begun;

    /** What is known of it by its client and the log only, or null. Written before its first connection begins. */
    private volatile @Nullable Recall recall;

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

    /** Takes over what its client says of the time before it was known, in place of nothing. What the log has shown since stays. */
    void begin(Recall said) {
        begin(said.from(), said.subscription());
        recall = said;
    }

    /** Takes over what its first connection brings: changes may have come before it. */
    void begin(Set<Selector> topics) {
        begin(null, new Subscription(0, topics));
    }

    private void begin(@Nullable EventId from, Subscription first) {
        Deque<Change> shown = new ArrayDeque<>();
        for (Change change = newest; change.before != null; change = change.before) {
            shown.push(change);
        }
        newest = withAll(new Change(from, first.revision(), first.selectors(), null), shown);
    }

    /** Its first connection is there, and what it selected before is known now, or never will be. */
    void hasBegun() {
        begun = true;
    }

    /** Whether nothing is known of it but changes that came before its first connection. */
    boolean isWithoutBeginning() {
        return !begun && oldest().revision == 0;
    }

    private static Change withAll(Change first, Deque<Change> others) {
        Change all = first;
        for (Change each : others) {
            all = all.with(Objects.requireNonNull(each.from), new Subscription(each.revision, each.selectors));
        }
        return all;
    }

    /**
     * Takes over a change that was not known, from the place where a replay has come to it.
     *
     * @return whether it is known what came of it; a change that is not newer may have been refused, or be that of a new life of the
     *     subscriber
     */
    boolean recall(SubscriptionChange change, EventId position) {
        Deque<Change> newer = new ArrayDeque<>();
        Change before = newest;
        while (before != null && before.isBehind(position)) {
            newer.push(before);
            before = before.before;
        }
        if (before == null) {
            return false;
        }
        if (change.revision() <= before.revision) {
            return change.revision() == before.revision && change.selectors().equals(before.selectors);
        }
        newest = withAll(before.with(position, new Subscription(change.revision(), change.selectors())), newer);
        return true;
    }

    /** The position up to which only the log knows its changes, or null if nothing has to be recalled. */
    @Nullable
    EventId recalledUntil() {
        Recall said = recall;
        return said == null ? null : said.until();
    }

    /** Whether the log may have its changes behind a position by another id, which it was asked by. */
    boolean isRenamedBehind(EventId position) {
        Recall said = recall;
        return said != null
                && !said.asked().equals(key)
                && said.until().sameEpoch(position)
                && said.until().isAfter(position);
    }

    /** Whether the change is one of this subscriber's that only the log knows. */
    boolean hasToRecall(SubscriptionChange change, EventId position) {
        Recall said = recall;
        return said != null
                && said.asked().equals(change.subscriber())
                && said.until().sameEpoch(position)
                && !position.isAfter(said.until());
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
        Change change = changeAt(position);
        return change == null ? null : change.selectors;
    }

    /** What was held there, or null if that is no longer known. */
    @Nullable
    Subscription subscriptionAt(EventId position) {
        Change change = changeAt(position);
        return change == null ? null : new Subscription(change.revision, change.selectors);
    }

    /** Whether a change took effect at exactly this position. */
    boolean changedAt(EventId position) {
        Change change = changeAt(position);
        return change != null && position.equals(change.from);
    }

    private @Nullable Change changeAt(EventId position) {
        for (Change change = newest; change != null; change = change.before) {
            if (change.from == null || (change.from.sameEpoch(position) && !change.from.isAfter(position))) {
                return change;
            }
        }
        return null;
    }

    /** The position since which it is known what was selected, or null if nothing before is unknown. */
    @Nullable
    EventId knownSince() {
        return oldest().from;
    }

    private Change oldest() {
        Change oldest = newest;
        while (oldest.before != null) {
            oldest = oldest.before;
        }
        return oldest;
    }

    /** What is selected from a position on, or from ever, and the change before it. */
    private record Change(@Nullable EventId from, long revision, Set<Selector> selectors, @Nullable Change before) {
        /** What is selected from this position on, after this. */
        private Change with(EventId position, Subscription subscription) {
            return new Change(
                    position, subscription.revision(), subscription.selectors(), withoutOlderThan(MAX_HISTORY - 1));
        }

        /** Whether it took effect behind a position, or in another epoch. */
        private boolean isBehind(EventId position) {
            return from != null && (!from.sameEpoch(position) || from.isAfter(position));
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
