package io.freshet.showcase;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.web.server.ResponseStatusException;

/**
 * Where orders come in. It takes no more of them than can be told at a time: the hub refuses what runs too far ahead of its log,
 * and an order that is stored but never shown would be worse than one that waits. It waits before it touches the database, so
 * that no connection waits with it.
 */
@Service
class Till {
    private static final int UNTOLD = 1000;
    private static final long PATIENCE_SECONDS = 5;

    private final OrderBook book;
    private final Semaphore places = new Semaphore(UNTOLD);

    Till(OrderBook book) {
        this.book = book;
    }

    /** Rings an order up. Completes with its number once it is stored and all its events are in the hub's log. */
    CompletionStage<Long> ring(StoreId store, OrderRequest order) {
        takePlace();
        OrderBook.Entry entry;
        try {
            entry = book.enter(store, order);
        } catch (RuntimeException | Error failure) {
            places.release();
            throw failure;
        }
        // An event that could not be published is in the log of the application; the order is stored all the same.
        return entry.told().handle((done, failure) -> {
            places.release();
            return entry.id();
        });
    }

    private void takePlace() {
        try {
            if (places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "too many orders at once: try again");
    }
}
