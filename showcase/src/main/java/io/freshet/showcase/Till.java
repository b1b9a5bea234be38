package io.freshet.showcase;

import jakarta.annotation.PreDestroy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.web.server.ResponseStatusException;

/**
 * Where orders come in. It takes no more of them than can be told at a time: the hub refuses what runs too far ahead of its log,
 * and an order that is stored but never shown would be worse than one that waits.
 *
 * <p>Orders are entered on threads of the till's own. On a request's thread open-in-view would keep the database connection until
 * the request is answered, which is when the events are out, and those need connections to read their values: a rush of orders
 * would wait for itself.
 */
@Service
class Till {
    private static final int UNTOLD = 1000;
    private static final long PATIENCE_SECONDS = 5;

    /** Fewer than the database has connections, so that some are left to read values with. */
    private static final int CLERKS = 4;

    private final OrderBook book;
    private final Semaphore places = new Semaphore(UNTOLD);
    private final ExecutorService clerks = Executors.newFixedThreadPool(CLERKS, task -> {
        Thread thread = new Thread(task, "till");
        thread.setDaemon(true);
        return thread;
    });

    Till(OrderBook book) {
        this.book = book;
    }

    /** Rings an order up. Completes with its number once it is stored and all its events are in the hub's log. */
    CompletionStage<Long> ring(StoreId store, OrderRequest order) {
        takePlace();
        return CompletableFuture.supplyAsync(() -> book.enter(store, order), clerks)
                .thenCompose(Till::told)
                .whenComplete((id, failure) -> places.release());
    }

    private static CompletionStage<Long> told(OrderBook.Entry entry) {
        // An event that could not be published is in the log of the application; the order is stored all the same.
        return entry.told().handle((done, failure) -> entry.id());
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

    @PreDestroy
    void close() {
        clerks.shutdown();
    }
}
