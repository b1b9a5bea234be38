package io.freshet.showcase;

import io.freshet.EventId;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A change that was stored.
 *
 * @param result what it gave
 * @param events completes once all its events are in the hub's log
 */
record Told<T>(T result, CompletionStage<Void> events) {
    static <T> Told<T> by(T result, Collection<CompletionStage<EventId>> events) {
        return new Told<>(
                result,
                CompletableFuture.allOf(events.stream()
                        .map(CompletionStage::toCompletableFuture)
                        .toArray(CompletableFuture[]::new)));
    }

    /** Nothing was changed, so there is nothing to tell. */
    static <T> Told<T> nothing(T result) {
        return by(result, List.of());
    }

    /** The same change with another result. */
    <R> Told<R> with(R other) {
        return new Told<>(other, events);
    }
}
