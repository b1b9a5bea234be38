package io.freshet.showcase;

import jakarta.annotation.PreDestroy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/**
 * Who enters changes whose events carry values that are read when they are sent. They take no more of them than can be told at a
 * time: the hub refuses what runs too far ahead of its log, and a change that is stored but never shown would be worse than one
 * that waits.
 *
 * <p>They work on threads of their own. On a request's thread open-in-view would keep the database connection until the request
 * is answered, which is when the events are out, and those need connections to read their values: a rush of changes would wait
 * for itself.
 */
@Component
class Clerks implements Executor {
    private static final int UNTOLD = 1000;
    private static final long PATIENCE_SECONDS = 5;

    /** Fewer than the database has connections, so that some are left to read values with. */
    private static final int COUNT = 4;

    private final Semaphore places = new Semaphore(UNTOLD);
    private final ExecutorService clerks = Executors.newFixedThreadPool(COUNT, task -> {
        Thread thread = new Thread(task, "clerk");
        thread.setDaemon(true);
        return thread;
    });

    /** Has a change entered. Completes with what it gave once it is stored and all its events are in the hub's log. */
    <T> CompletionStage<T> enter(Supplier<Told<T>> change) {
        takePlace();
        return CompletableFuture.supplyAsync(change, clerks)
                .thenCompose(Clerks::told)
                .whenComplete((result, failure) -> places.release());
    }

    /** Has something done that belongs to a change which has been entered. */
    @Override
    public void execute(Runnable task) {
        clerks.execute(task);
    }

    private static <T> CompletionStage<T> told(Told<T> entered) {
        // An event that could not be published is in the log of the application; the change is stored all the same.
        return entered.events().handle((done, failure) -> entered.result());
    }

    private void takePlace() {
        try {
            if (places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "too many changes at once: try again");
    }

    @PreDestroy
    void close() {
        clerks.shutdown();
    }
}
