package io.freshet;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

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

    /** Whether the publication may be received by who selects these of its topics. */
    boolean allow(Publication publication, Predicate<String> selected) {
        List<String> topics = publication.topics();
        if (everythingPublic) {
            return topics.stream().anyMatch(selected)
                    && (!publication.isPrivate() || topics.stream().anyMatch(this::named));
        }
        return topics.stream().anyMatch(topic -> selected.test(topic) && named(topic));
    }

    private boolean named(String topic) {
        return allowed.stream().anyMatch(selector -> selector.matches(topic));
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
