package io.freshet.showcase;

import java.util.concurrent.CompletionStage;
import org.springframework.stereotype.Service;

/** Where orders come in. */
@Service
class Till {
    private final OrderBook book;
    private final Clerks clerks;

    Till(OrderBook book, Clerks clerks) {
        this.book = book;
        this.clerks = clerks;
    }

    /** Rings an order up. Completes with its number once it is stored and all its events are in the hub's log. */
    CompletionStage<Long> ring(StoreId store, OrderRequest order) {
        return clerks.enter(() -> book.enter(store, order));
    }
}
