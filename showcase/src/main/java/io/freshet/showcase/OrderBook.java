package io.freshet.showcase;

import io.freshet.EventId;
import io.freshet.Hub;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Enters orders, and tells everybody who looks at a card what it shows now. */
@Service
class OrderBook {
    private final Orders orders;
    private final StoreReadings readings;
    private final Hub hub;
    private final Clock clock;

    OrderBook(Orders orders, StoreReadings readings, Hub hub, Clock clock) {
        this.orders = orders;
        this.readings = readings;
        this.hub = hub;
        this.clock = clock;
    }

    /**
     * Stores an order and publishes one event for each card. The events go out after commit, and each value is read when its event
     * is sent, so the last one sent is the true one.
     */
    @Transactional
    Told<Long> enter(StoreId store, OrderRequest order) {
        SalesOrder stored = orders.save(new SalesOrder(store, order, clock.instant()));
        return Told.by(
                stored.id(),
                Arrays.stream(Card.values()).map(card -> publish(store, card)).toList());
    }

    private CompletionStage<EventId> publish(StoreId store, Card card) {
        return hub.publish(store.topic(card), () -> hub.event(card.name(), CardState.of(card, readings.totals(store))));
    }

    /** Stores orders of the past, which are news to nobody. */
    @Transactional
    void enterPast(List<SalesOrder> past) {
        orders.saveAll(past);
    }
}
