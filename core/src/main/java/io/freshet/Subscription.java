package io.freshet;

import java.util.Set;

/**
 * What a subscriber selects.
 *
 * @param revision the number of the change that brought it about; 0 for what the connect request brought, or for nothing
 * @param selectors all that is selected
 */
public record Subscription(long revision, Set<Selector> selectors) {
    static final Subscription NONE = new Subscription(0, Set.of());

    /** Copies the selectors. */
    public Subscription {
        selectors = Set.copyOf(selectors);
    }
}
