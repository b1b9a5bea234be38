package io.freshet;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A change of what a subscriber selects, from its own position of the log on. Where two changes of one subscriber meet, the
 * log's order and the revisions decide, the same on every node.
 *
 * @param subscriber whose selectors change
 * @param revision 1 or more; a change takes effect only if it is newer than the one that the subscriber holds
 * @param selectors all that the subscriber selects from here on
 * @param changeId tells this request for a change from every other
 */
public record SubscriptionChange(SubscriberKey subscriber, long revision, Set<Selector> selectors, String changeId)
        implements LogEntry {
    /** @throws IllegalArgumentException if the revision is less than 1 */
    public SubscriptionChange {
        if (revision < 1) {
            throw new IllegalArgumentException("revision " + revision + " is not allowed: 1 or more");
        }
        selectors = Set.copyOf(selectors);
    }

    /** What becomes of it where this is held, or null if the subscriber is not known. */
    ChangeResult outcome(@Nullable Subscription known) {
        if (known == null && subscriber.owner().anonymous()) {
            return new ChangeResult.Unknown();
        }
        Subscription held = known == null ? Subscription.NONE : known;
        Subscription wanted = new Subscription(revision, selectors);
        return revision > held.revision() || wanted.equals(held)
                ? new ChangeResult.Accepted(wanted)
                : new ChangeResult.Outdated(held);
    }
}
