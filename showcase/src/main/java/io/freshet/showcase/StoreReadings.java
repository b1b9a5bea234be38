package io.freshet.showcase;

import java.util.List;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Reads what a store has sold; each call in a transaction of its own, from any thread. */
@Service
@Transactional(readOnly = true)
class StoreReadings {
    private static final int RECENT = 60;

    private final Orders orders;

    StoreReadings(Orders orders) {
        this.orders = orders;
    }

    StoreTotals totals(StoreId store) {
        return new StoreTotals(store, orders.totals(store.number()));
    }

    /** The newest orders, the newest first. */
    List<SalesOrder> recent(StoreId store) {
        return orders.findByStoreIdOrderByIdDesc(store.number(), Limit.of(RECENT));
    }
}
