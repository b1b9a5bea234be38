package io.freshet;

import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client says that its subscriber selected at the position which it resumes from: for a hub that does not know it any more.
 *
 * @param fingerprint what the hub told the client last before that position, in a {@code connect} or a {@code reselected}: it names
 *     the subscriber, the revision and the selectors, so a client that is mistaken about them is not believed
 * @param selectors the selectors of that revision; empty for revision 0, whose selectors are the topics of the request, and where the
 *     client does not know them: then there is a gap if the hub does not know them either
 */
public record Selected(String fingerprint, Set<Selector> selectors) {
    /** Copies the selectors. */
    public Selected {
        selectors = Set.copyOf(selectors);
    }

    /**
     * What is selected where this was told, or null if the fingerprint is of something else.
     *
     * @param subscriber under the id that the client goes by
     * @param topics of the request
     */
    @Nullable
    Subscription of(SubscriberKey subscriber, Collection<Selector> topics) {
        long revision = Fingerprint.revisionOf(fingerprint);
        Subscription said = new Subscription(revision, revision == 0 ? Set.copyOf(topics) : selectors);
        return isOf(subscriber, said) ? said : null;
    }

    /** Whether this was told of what the subscriber selects so. */
    boolean isOf(SubscriberKey subscriber, Subscription held) {
        return Fingerprint.of(subscriber, held).equals(fingerprint);
    }
}
