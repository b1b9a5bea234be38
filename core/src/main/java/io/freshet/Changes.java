package io.freshet;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The way of a change of a subscription: appended to the log, applied where the log has it, answered then. */
final class Changes {
    private final Subscribers subscribers;
    private final Publisher publisher;
    private final Executor worker;
    private final @Nullable Membership membership;

    /** Wishes that the log has not shown yet, by change id. */
    private final Map<String, CompletableFuture<ChangeResult>> waiting = new ConcurrentHashMap<>();

    /** @param membership asks the other nodes, or null if there are none */
    Changes(Subscribers subscribers, Publisher publisher, Executor worker, @Nullable Membership membership) {
        this.subscribers = subscribers;
        this.publisher = publisher;
        this.worker = worker;
        this.membership = membership;
    }

    /** Appends the change, unless it is clear already what would become of it. */
    CompletionStage<ChangeResult> wish(
            SubscriberKey subscriber, long revision, Collection<Selector> selectors, Rights rights) {
        for (Selector selector : selectors) {
            if (!rights.covers(selector)) {
                return CompletableFuture.completedFuture(new ChangeResult.Forbidden(selector));
            }
        }
        SubscriptionChange change =
                new SubscriptionChange(subscriber, revision, Set.copyOf(selectors), Ids.unguessable());
        return membership == null || subscribers.isKnown(subscriber)
                ? wish(change)
                : membership.learn(subscriber).thenCompose(learnt -> wish(change));
    }

    private CompletionStage<ChangeResult> wish(SubscriptionChange change) {
        ChangeResult foreseen = subscribers.foresee(change);
        Subscription wanted = new Subscription(change.revision(), change.selectors());
        if (!(foreseen instanceof ChangeResult.Accepted)
                || subscribers.subscription(change.subscriber()).equals(wanted)) {
            return CompletableFuture.completedFuture(foreseen);
        }
        CompletableFuture<ChangeResult> result = new CompletableFuture<>();
        waiting.put(change.changeId(), result);
        publisher.append(change).whenComplete((id, failure) -> {
            if (failure != null && waiting.remove(change.changeId()) != null) {
                result.completeExceptionally(failure);
            }
        });
        return result;
    }

    /** The log goes on from another position, perhaps without what it was given: it is not known of any wish whether it will be shown. */
    void begin() {
        for (String id : List.copyOf(waiting.keySet())) {
            CompletableFuture<ChangeResult> wish = waiting.remove(id);
            if (wish != null) {
                answer(() -> wish.completeExceptionally(new PublishException(
                        "the log began anew before it showed the change: it may take effect or not, ask again")));
            }
        }
    }

    /** The log has shown a change, at this position. */
    void shown(SubscriptionChange change, EventId position) {
        ChangeResult result = subscribers.apply(change, position);
        CompletableFuture<ChangeResult> wish = waiting.remove(change.changeId());
        if (wish != null) {
            answer(() -> wish.complete(result));
        }
    }

    private void answer(Runnable completion) {
        try {
            worker.execute(completion);
        } catch (RuntimeException refused) {
            // Whatever waits for the answer, the record must not be missing from the window.
            completion.run();
        }
    }
}
