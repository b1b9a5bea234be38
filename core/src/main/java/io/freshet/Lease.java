package io.freshet;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's lease: asked for again and again, and judged by this node's own clock from before it was asked for, so that this node
 * takes it for lost no later than the others do. One that was lost is not had again: the node goes on under another name.
 */
final class Lease {
    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

    /** How often it is asked for while it lasts, so that a lost answer or two do not matter. */
    private static final int RENEWALS = 5;

    private final Cluster cluster;
    private final Duration length;
    private final TimeSource time;
    private final LaneExecutor timer;
    private final Listener listener;

    private volatile String node = Ids.unguessable();
    private volatile boolean given;
    /** By {@link TimeSource#nanos()}. */
    private volatile long until;

    private volatile boolean closed;

    // All below is touched by the timer's thread only, once it has begun.
    /** Under which name it has been asked for and not answered, or null. */
    private @Nullable String asked;

    private boolean away;

    Lease(Cluster cluster, Duration length, TimeSource time, LaneExecutor timer, Listener listener) {
        this.cluster = cluster;
        this.length = length;
        this.time = time;
        this.timer = timer;
        this.listener = listener;
    }

    /** Who is told what became of it, on the timer's thread. */
    interface Listener {
        /** The node has it, for the first time or again. */
        void renewed();

        /** It has run out. */
        void lost();
    }

    /** Asks for it from here on: before anything else is asked of the cluster. */
    void begin() {
        step();
    }

    /** What the node is called while it has the lease that it has now. */
    String node() {
        return node;
    }

    /** Whether others take it for lost only later. */
    boolean stands() {
        return given && until - time.nanos() > 0;
    }

    private void step() {
        if (!closed) {
            ask();
            timer.schedule(this::step, length.dividedBy(RENEWALS));
        }
    }

    private void ask() {
        String name = node;
        if (name.equals(asked)) {
            return;
        }
        asked = name;
        long askedAt = time.nanos();
        Membership.attempt(() -> cluster.renew(name, !given))
                .whenComplete((isGiven, failure) -> timer.execute(() -> answered(name, askedAt, isGiven, failure)));
    }

    private void answered(String name, long askedAt, @Nullable Boolean isGiven, @Nullable Throwable failure) {
        if (!name.equals(node)) {
            return;
        }
        asked = null;
        if (isGiven == null) {
            failed(failure);
            return;
        }
        if (away) {
            away = false;
            LOG.info("The other nodes can be reached again");
        }
        if (isGiven) {
            until = askedAt + length.toNanos();
            given = true;
            listener.renewed();
        } else {
            lost(name);
        }
    }

    private void failed(@Nullable Throwable failure) {
        if (!away && !closed) {
            away = true;
            LOG.warn(
                    "The other nodes cannot be reached; nobody is admitted, and nothing delivered once the lease is over",
                    failure);
        }
    }

    /** The cluster knows no lease of this name. */
    void lost(String name) {
        if (name.equals(node) && !closed) {
            LOG.warn("This node has lost its lease; it asks for all its places again");
            given = false;
            node = Ids.unguessable();
            listener.lost();
            ask();
        }
    }

    void close() {
        closed = true;
        Membership.attempt(() -> cluster.resign(node));
    }
}
