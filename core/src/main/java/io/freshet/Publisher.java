package io.freshet;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings entries to the log: after commit, a bounded number at a time, values computed one at a time per topic. */
final class Publisher {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

    /** How much text the log may have been given and not have answered, unless it is that of one append. */
    private static final long MAX_CHARACTERS_IN_FLIGHT = 64 << 20;

    private final EventLog log;
    private final Transactions transactions;
    private final Pacing pacing;
    private final int maxInFlight;
    private final int maxEventBytes;
    private final OneAtATime<String> byTopic;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong charactersInFlight = new AtomicLong();

    Publisher(EventLog log, Transactions transactions, Settings settings, Executor worker, Pacing pacing) {
        this.pacing = pacing;
        this.log = log;
        this.transactions = transactions;
        this.maxInFlight = settings.maxAppendsInFlight();
        this.maxEventBytes = settings.maxEventBytes();
        this.byTopic = new OneAtATime<>(worker);
    }

    CompletionStage<EventId> publish(Publication publication) {
        requireSize(publication.event());
        return afterCommit(
                () -> pacing.pace(append(publication)), publication.topics().get(0));
    }

    CompletionStage<EventId> publish(String topic, Supplier<Event> value) {
        Selector.requireTopic(topic);
        return afterCommit(() -> pacing.pace(appendValue(topic, value)), topic);
    }

    private CompletionStage<EventId> afterCommit(Supplier<CompletionStage<EventId>> append, String topic) {
        if (!transactions.isActive()) {
            return append.get();
        }
        AfterCommit<EventId> result = new AfterCommit<>(transactions);
        transactions.afterCompletion(committed -> {
            if (!committed) {
                result.completeExceptionally(new CancellationException("the transaction was rolled back"));
                return;
            }
            append.get().whenComplete((id, failure) -> {
                if (failure == null) {
                    result.complete(id);
                } else {
                    LOG.warn("An event for {} was not published after its transaction had committed", topic, failure);
                    result.completeExceptionally(failure);
                }
            });
        });
        return result;
    }

    /** Appends, unless too many appends have not been answered yet. */
    CompletionStage<EventId> append(LogEntry entry) {
        return limited(() -> appendIfLight(entry));
    }

    private CompletionStage<EventId> appendValue(String topic, Supplier<Event> value) {
        return limited(() -> {
            CompletableFuture<EventId> result = new CompletableFuture<>();
            byTopic.submit(
                    topic,
                    () -> attempt(() -> {
                                Event event = value.get();
                                requireSize(event);
                                return appendIfLight(new Publication(List.of(topic), false, event));
                            })
                            .whenComplete((id, failure) -> {
                                if (failure == null) {
                                    result.complete(id);
                                } else {
                                    LOG.warn("The value for {} was not published", topic, failure);
                                    result.completeExceptionally(failure);
                                }
                            }),
                    result::completeExceptionally);
            return result;
        });
    }

    private CompletionStage<EventId> limited(Supplier<CompletionStage<EventId>> append) {
        if (inFlight.incrementAndGet() > maxInFlight) {
            inFlight.decrementAndGet();
            return CompletableFuture.failedFuture(
                    new PublishException("the log has not answered " + maxInFlight + " appends yet: try again later"));
        }
        return attempt(append).whenComplete((id, failure) -> inFlight.decrementAndGet());
    }

    /** The stage, with what is thrown while it is made told by it, too. */
    private static CompletionStage<EventId> attempt(Supplier<CompletionStage<EventId>> append) {
        try {
            return append.get();
        } catch (RuntimeException | Error failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private CompletionStage<EventId> appendIfLight(LogEntry entry) {
        long characters = charactersOf(entry);
        long others = charactersInFlight.getAndAdd(characters);
        if (others > 0 && others + characters > MAX_CHARACTERS_IN_FLIGHT) {
            charactersInFlight.addAndGet(-characters);
            return CompletableFuture.failedFuture(new PublishException(
                    "the log has not answered appends of " + others + " characters yet: try again later"));
        }
        return attempt(() -> log.append(entry))
                .whenComplete((id, failure) -> charactersInFlight.addAndGet(-characters));
    }

    private static long charactersOf(LogEntry entry) {
        if (entry instanceof Publication publication) {
            return publication.event().data().length() + lengthOf(publication.topics());
        }
        return entry instanceof SubscriptionChange change ? lengthOf(change.selectors()) : 0;
    }

    private static long lengthOf(Collection<?> names) {
        return names.stream().mapToLong(name -> name.toString().length()).sum();
    }

    private void requireSize(Event event) {
        // A character takes at least one byte; the exact length is worth computing only near the bound.
        int characters = event.data().length();
        if (characters > maxEventBytes
                || (characters > maxEventBytes / 3
                        && event.data().getBytes(java.nio.charset.StandardCharsets.UTF_8).length > maxEventBytes)) {
            throw new IllegalArgumentException("an event with " + characters
                    + " characters of data is not allowed: at most " + maxEventBytes + " bytes in UTF-8");
        }
    }
}
