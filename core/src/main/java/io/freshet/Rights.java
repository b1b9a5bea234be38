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

    /** Whether the publication may be received by who selects this one of its topics. */
    boolean allow(Publication publication, String topic) {
        if (everythingPublic) {
            return !publication.isPrivate() || publication.topics().stream().anyMatch(this::named);
        }
        return named(topic);
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
