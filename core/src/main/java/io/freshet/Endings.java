package io.freshet;

import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends of connections that other nodes may have. One that the log does not take is appended again, until it does: a right that ended
 * must not go on because the log was away. May be used by any thread.
 */
final class Endings {
    private static final Logger LOG = LoggerFactory.getLogger(Endings.class);

    private static final int MAX_UNTOLD = 10_000;

    private final Publisher publisher;
    private final Supplier<CompletionStage<Long>> tickets;
    /** Among the nodes of the hub; other than that of the lease, it stays. */
    private final String node = Ids.unguessable();

    private final Queue<Ending> untold = new ConcurrentLinkedQueue<>();
    private final AtomicInteger untoldCount = new AtomicInteger();

    /** @param tickets draws one from the cluster */
    Endings(Publisher publisher, Supplier<CompletionStage<Long>> tickets) {
        this.publisher = publisher;
        this.tickets = tickets;
    }

    void tell(Ending.Target target, CloseReason reason) {
        tell(new Ending(node, target, reason, 0));
    }

    private void tell(Ending ending) {
        if (ending.ticket() > 0) {
            append(ending);
            return;
        }
        tickets.get().whenComplete((drawn, failure) -> {
            if (failure == null) {
                append(ending.with(drawn));
            } else {
                keep(ending, failure);
            }
        });
    }

    private void append(Ending ending) {
        publisher.append(ending).whenComplete((id, failure) -> {
            if (failure != null) {
                keep(ending, failure);
            }
        });
    }

    private void keep(Ending ending, Throwable failure) {
        if (untoldCount.incrementAndGet() > MAX_UNTOLD) {
            untoldCount.decrementAndGet();
            LOG.error("Other nodes were not told of an end ({}): too many wait to be told", ending.reason(), failure);
        } else {
            untold.add(ending);
        }
    }

    /** The log may take again what it did not. */
    void tryAgain() {
        for (int left = untoldCount.get(); left > 0; left--) {
            Ending ending = untold.poll();
            if (ending == null) {
                return;
            }
            untoldCount.decrementAndGet();
            tell(ending);
        }
    }

    /** Whether it was this node that appended it, and so has done it. */
    boolean isOwn(Ending ending) {
        return ending.node().equals(node);
    }
}
