package io.freshet.showcase;

import io.freshet.EventId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All cards of a store, and the position from which a stream goes on where they end.
 *
 * @param id the position; it was fixed before the values were read, so none is missed between
 * @param values what each card shows
 * @param cards the same as events carry it, with versions
 * @param recent the way that total sales came, the oldest order first
 * @param lunch the lunch hour that goes on, or null
 */
record StoreView(
        String id,
        Map<Card, @Nullable Object> values,
        Map<Card, CardState> cards,
        List<Point> recent,
        LunchHour.@Nullable Progress lunch) {

    static StoreView of(
            EventId position, StoreTotals totals, List<SalesOrder> newestFirst, LunchHour.@Nullable Progress lunch) {
        Map<Card, @Nullable Object> values = new EnumMap<>(Card.class);
        Map<Card, CardState> cards = new EnumMap<>(Card.class);
        for (Card card : Card.values()) {
            values.put(card, card.value(totals));
            cards.put(card, CardState.of(card, totals));
        }
        return new StoreView(position.toString(), values, cards, way(totals, newestFirst), lunch);
    }

    private static List<Point> way(StoreTotals totals, List<SalesOrder> newestFirst) {
        List<Point> points = new ArrayList<>();
        long order = totals.orders();
        long sales = totals.sales();
        for (SalesOrder next : newestFirst) {
            points.add(new Point(order--, next.at(), sales));
            sales -= next.sales();
        }
        Collections.reverse(points);
        return points;
    }

    /**
     * How things stood after an order.
     *
     * @param order the how-manieth of the store
     * @param at when it came in
     * @param sales total sales with it
     */
    record Point(long order, Instant at, long sales) {}
}
