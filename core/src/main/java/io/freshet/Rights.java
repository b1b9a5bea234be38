package io.freshet;

import java.util.Collection;
import java.util.List;

/**
 * What a request may receive. Rights belong to the connection's request, not to the subscriber: they bound what can be
 * selected, and filter what is replayed and delivered.
 */
public final class Rights {
    private final List<Selector> allowed;
    private final boolean everythingPublic;

    private Rights(Collection<Selector> allowed, boolean everythingPublic) {
        this.allowed = List.copyOf(allowed);
        this.everythingPublic = everythingPublic;
    }

    /** The right to whatever these select, private or not, and to nothing else. */
    public static Rights to(Collection<Selector> allowed) {
        return new Rights(allowed, false);
    }

    /** The right to whatever is not private, and to what is private if one of its topics is among those that these select. */
    public static Rights toEverythingPublicAnd(Collection<Selector> allowed) {
        return new Rights(allowed, true);
    }

    /** Whether the selector may be used under these rights. */
    public boolean covers(Selector selector) {
        return everythingPublic || named(selector);
    }

    /** Whether whatever these selectors match may be received, so that no event needs a look of its own. */
    boolean coverAll(Collection<Selector> selectors) {
        return selectors.stream().allMatch(this::named);
    }

    /** Whether such a publication may be received by whoever selects it, whichever of its topics that is. */
    boolean leave(Publication publication) {
        return everythingPublic && !publication.isPrivate();
    }

    /** Whether the publication is selected by one of these, and may be received by who selects it so. */
    boolean allow(Publication publication, Collection<Selector> selected) {
        // Asked for each record and subscriber of a replay, so without streams.
        List<String> topics = publication.topics();
        if (everythingPublic) {
            return matchAny(selected, topics) && (!publication.isPrivate() || matchAny(allowed, topics));
        }
        for (String topic : topics) {
            if (matchOne(selected, topic) && matchOne(allowed, topic)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matchAny(Collection<Selector> selectors, List<String> topics) {
        for (String topic : topics) {
            if (matchOne(selectors, topic)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matchOne(Collection<Selector> selectors, String topic) {
        for (Selector selector : selectors) {
            if (selector.matches(topic)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the selector lies within what these rights name, private or not. */
    boolean named(Selector selector) {
        return allowed.stream().anyMatch(right -> right.covers(selector));
    }

    @Override
    public String toString() {
        return everythingPublic ? "everything public, and " + allowed : allowed.toString();
    }
}
