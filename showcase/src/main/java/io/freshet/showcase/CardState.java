package io.freshet.showcase;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A card's value, as events carry it. It is whole, not a difference, and says how new it is: whoever gets it twice or late loses
 * nothing.
 *
 * @param storeId which store
 * @param version the number of orders that went into the value
 * @param value what the card shows
 * @param units for the best seller: how many of it were sold
 * @param ofUnits for the best seller: of how many in all
 */
record CardState(
        long storeId,
        long version,
        @Nullable Object value,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long units,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long ofUnits) {

    static CardState of(Card card, StoreTotals totals) {
        MenuTotal best = card == Card.MNU_02_01 ? totals.bestSeller() : null;
        return new CardState(
                totals.store().number(),
                totals.orders(),
                card.value(totals),
                best == null ? null : best.units(),
                best == null ? null : totals.units());
    }
}
