package io.freshet.testkit;

import io.freshet.Claim;
import io.freshet.ClaimResult;
import io.freshet.Cluster;
import io.freshet.ClusterNotices;
import io.freshet.ClusterTerms;
import io.freshet.Owner;
import io.freshet.PlaceEnd;
import io.freshet.Presence;
import io.freshet.SubscriberHistory;
import io.freshet.SubscriberKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One node's way to a {@link MemoryCluster}: steps are taken in their order, at once or when told, and so are notices. It can be cut,
 * and mended. What is pending is a {@linkplain Interleavings.Source source} of steps.
 */
public final class MemoryClusterNode implements Cluster, Interleavings.Source {
    private final MemoryCluster cluster;
    private final boolean immediate;

    // Guarded by this.
    private final Deque<Runnable> steps = new ArrayDeque<>();
    private final Deque<Consumer<ClusterNotices>> untold = new ArrayDeque<>();
    private @Nullable ClusterNotices notices;
    private boolean cut;

    MemoryClusterNode(MemoryCluster cluster, boolean immediate) {
        this.cluster = cluster;
        this.immediate = immediate;
    }

    /** From here on nothing gets through, and what was told this node is lost. */
    public synchronized void cut() {
        cut = true;
        untold.clear();
    }

    /** What is asked for gets through again, and the node is told that it may have missed something. */
    public void mend() {
        synchronized (this) {
            cut = false;
        }
        tell(ClusterNotices::missed);
    }

    private <T> CompletionStage<T> step(Supplier<T> step) {
        CompletableFuture<T> stage = new CompletableFuture<>();
        Runnable taken = () -> {
            if (isCut()) {
                stage.completeExceptionally(new IllegalStateException("the cluster is away"));
            } else {
                stage.complete(step.get());
            }
        };
        if (immediate) {
            taken.run();
        } else {
            synchronized (this) {
                steps.add(taken);
            }
        }
        return stage;
    }

    private synchronized boolean isCut() {
        return cut;
    }

    void tell(Consumer<ClusterNotices> notice) {
        ClusterNotices told;
        synchronized (this) {
            told = notices;
            if (told == null || cut) {
                return;
            }
            if (!immediate) {
                untold.add(notice);
                return;
            }
        }
        notice.accept(told);
    }

    @Override
    public void begin(ClusterTerms terms, ClusterNotices newNotices) {
        synchronized (this) {
            notices = newNotices;
        }
        cluster.begin(terms);
        tell(ClusterNotices::missed);
    }

    @Override
    public CompletionStage<Boolean> renew(String node, boolean first) {
        return step(() -> cluster.renew(this, node, first));
    }

    @Override
    public CompletionStage<Void> resign(String node) {
        return stepWithoutAnswer(() -> cluster.resign(node));
    }

    @Override
    public CompletionStage<ClaimResult> claim(Claim claim) {
        return step(() -> cluster.claim(claim));
    }

    @Override
    public CompletionStage<Long> ticket() {
        return step(cluster::ticket);
    }

    @Override
    public CompletionStage<Void> vacate(SubscriberKey subscriber, String connection, PlaceEnd end) {
        return stepWithoutAnswer(() -> cluster.vacate(subscriber, connection, end));
    }

    @Override
    public CompletionStage<Void> forget(SubscriberKey subscriber) {
        return stepWithoutAnswer(() -> cluster.forget(subscriber));
    }

    private CompletionStage<Void> stepWithoutAnswer(Runnable step) {
        return step(() -> {
                    step.run();
                    return true;
                })
                .thenAccept(done -> {});
    }

    @Override
    public CompletionStage<Optional<SubscriberHistory>> find(SubscriberKey subscriber) {
        return step(() -> cluster.history(subscriber));
    }

    @Override
    public CompletionStage<List<Presence>> presence(@Nullable Owner owner) {
        return step(() -> cluster.presence(owner));
    }

    @Override
    public synchronized void close() {
        notices = null;
    }

    /** How many steps and notices wait. */
    public synchronized int pending() {
        return steps.size() + untold.size();
    }

    /** The same steps but for the notices, for scenarios in which nobody waits for those. */
    public Interleavings.Source withoutNotices() {
        return new Interleavings.Source() {
            @Override
            public int choices() {
                synchronized (MemoryClusterNode.this) {
                    return steps.isEmpty() ? 0 : 1;
                }
            }

            @Override
            public void take(int choice) {
                MemoryClusterNode.this.take(0);
            }
        };
    }

    @Override
    public synchronized int choices() {
        return (steps.isEmpty() ? 0 : 1) + (untold.isEmpty() ? 0 : 1);
    }

    @Override
    public void take(int choice) {
        Runnable step;
        synchronized (this) {
            if (choice == 0 && !steps.isEmpty()) {
                step = steps.remove();
            } else {
                Consumer<ClusterNotices> notice = untold.remove();
                ClusterNotices told = notices;
                step = told == null ? () -> {} : () -> notice.accept(told);
            }
        }
        step.run();
    }
}
