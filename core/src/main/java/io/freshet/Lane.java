package io.freshet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A single thread that writes to its part of the connections. It reads the window by its own cursor, in order; in one turn it
 * hands the records that wait to whoever they are owed to, and flushes each connection once. Publishing only wakes it, and only
 * while it has connections.
 */
final class Lane {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    private static final int TURN_RECORDS = 128;

    private static final int TURN_BYTES = 128 * 1024;

    /**
     * How many connections are flushed before the lane's thread sees to its other work. What is published meanwhile goes out
     * together in the next turn, and a peer that goes is noticed in the middle of a long one.
     */
    private static final int PIECE = 64;

    private final Window window;
    private final LaneExecutor executor;
    private final HubListener listener;
    /** The most that is handed out before connections are flushed: what an outbox holds, so that a burst fills no quick reader's. */
    private final int turnRecords;

    private final long turnBytes;
    private final Runnable moved;
    private final BooleanSupplier mayHandOut;
    private final Runnable turn = this::turn;
    private final AtomicBoolean awake = new AtomicBoolean();

    /** Nobody is here to be handed anything: the lane is not woken, and counts as one that has handed out everything. */
    private volatile boolean idle = true;

    // All below is touched by the lane's thread only.
    private final TopicIndex<Feed> topics = new TopicIndex<>();
    /** The newest of its feeds: there are more while it is not known which of a subscriber's connections is alive. */
    private final Map<SubscriberKey, Feed> bySubscriber = new HashMap<>();

    private final Wheel wheel;
    private final Chain<Feed> feeds = new Chain<>();
    /** Those that were offered something in this turn, and how many of them have been flushed. */
    private final List<Feed> touched = new ArrayList<>();

    private int flushed;
    /** Those that have something to read on, and must not for now. */
    private final Set<Feed> heldBack = new LinkedHashSet<>();
    /** The window's index of the record that is next. */
    private long cursor;
    /** The cursor at the end of the last turn, for others to see. */
    private volatile long handedOut;
    /** The position up to which everything has been handed out. */
    private EventId position;

    private final AtomicLong sentBytes = new AtomicLong();
    private @Nullable EventId heartbeatAt;
    private byte @Nullable [] heartbeat;

    /** Who waits for the lane to have no connection left. */
    private final List<CompletableFuture<Void>> draining = new ArrayList<>();

    /**
     * @param moved run on the lane after each turn; must not block
     * @param mayHandOut whether records may be handed out; the lane is woken when that becomes true
     */
    Lane(
            Window window,
            LaneExecutor executor,
            HubListener listener,
            Settings settings,
            TimeSource time,
            Runnable moved,
            BooleanSupplier mayHandOut) {
        this.window = window;
        this.moved = moved;
        this.mayHandOut = mayHandOut;
        this.executor = executor;
        this.listener = listener;
        this.turnRecords = Math.min(TURN_RECORDS, settings.outboxEvents());
        this.turnBytes = Math.min(TURN_BYTES, settings.outboxBytes());
        this.cursor = window.end();
        this.handedOut = cursor;
        this.position = window.head();
        this.wheel = new Wheel(time, executor);
    }

    /** Has the lane read on, if anybody is here. May be called from any thread. */
    void wake() {
        if (!idle && !awake.get() && awake.compareAndSet(false, true)) {
            executor.execute(turn);
        }
    }

    /** Runs the task on the lane, after what else its thread has to see to. May be called from any thread. */
    void executeNext(Runnable piece) {
        executor.executeNext(piece);
    }

    /** Runs the task on the lane. May be called from any thread. */
    void execute(Runnable task) {
        executor.execute(task);
    }

    LaneExecutor executor() {
        return executor;
    }

    Wheel wheel() {
        return wheel;
    }

    private void turn() {
        if (touched.isEmpty() && mayHandOut.getAsBoolean()) {
            touched.addAll(heldBack);
            heldBack.clear();
            handOut();
        }
        flush(PIECE);
        if (touched.isEmpty()) {
            handedOut = cursor;
            moved.run();
            awake.set(false);
            if (idle || cursor == window.end() || !mayHandOut.getAsBoolean() || !awake.compareAndSet(false, true)) {
                return;
            }
        }
        executor.executeNext(turn);
    }

    /** Brings the lane to where the log is, for a connection that is about to be added. */
    void expect() {
        if (!idle) {
            catchUp();
        }
        // Also if the last of those who were here has just taken its last block.
        if (idle) {
            handedOut = window.end();
            // Before the window is looked at: what is added from here on wakes the lane.
            idle = false;
            if (cursor < window.end()) {
                skip();
            }
            handedOut = cursor;
            moved.run();
        }
    }

    /** Hands out everything that the window holds now, in as many turns as it takes; nothing if it may not. */
    private void catchUp() {
        flush(touched.size());
        long end = window.end();
        while (cursor < end && mayHandOut.getAsBoolean()) {
            handOut();
            flush(touched.size());
        }
    }

    private void flush(int atMost) {
        int end = Math.min(flushed + atMost, touched.size());
        for (; flushed < end; flushed++) {
            Feed feed = touched.get(flushed);
            guarded(feed, feed::flush);
        }
        if (flushed == touched.size()) {
            touched.clear();
            flushed = 0;
        }
    }

    /** What fails for one connection must not keep the others waiting. */
    private static void guarded(Feed feed, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error failure) {
            LOG.error("Connection {} could not be served", feed.connection(), failure);
            feed.connection().end(CloseReason.FAILED);
        }
    }

    private void handOut() {
        int bytes = 0;
        for (int i = 0; i < turnRecords && cursor < window.end(); i++) {
            Window.Slot slot = window.get(cursor);
            if (slot == null) {
                fallBehind();
                break;
            }
            if (bytes > 0 && bytes + slot.block().length > turnBytes) {
                break;
            }
            if (slot.entry() instanceof Publication publication) {
                publication
                        .topics()
                        .forEach(topic -> topics.forEachMatch(topic, feed -> feed.offer(slot, publication)));
            } else if (slot.entry() instanceof SubscriptionChange change) {
                EventId at = slot.position();
                for (Feed feed = bySubscriber.get(change.subscriber()); feed != null; feed = feed.sibling()) {
                    feed.reselect(at);
                }
            }
            bytes += slot.block().length;
            cursor++;
            position = slot.position();
            if (slot.entry() == null) {
                beginAgain(slot.previous());
            }
        }
    }

    /** What lies between a position and the lane's is lost to it. */
    private void beginAgain(EventId reached) {
        EventId from = position;
        LOG.info("The log goes on from {} after {}; what lies between is announced as a gap", from, reached);
        feeds.forEach(feed -> guarded(feed, () -> feed.beginAgain(reached, from)));
    }

    /** The window was trimmed past the cursor: what is missing here may still be in the log, so each connection reads there. */
    private void fallBehind() {
        EventId reached = position;
        EventId origin = skip();
        LOG.info("A lane fell behind the window at {}; its connections read on from the log", reached);
        for (Feed feed : feeds) {
            if (reached.sameEpoch(origin)) {
                feed.laneFellBehind(reached);
            } else {
                guarded(feed, () -> feed.beginAgain(reached, origin));
            }
        }
    }

    /**
     * Goes on behind the newest record.
     *
     * @return where the part of the log begins that has it
     */
    private EventId skip() {
        EventId origin;
        Window.Slot newest;
        do {
            origin = window.origin();
            newest = window.newest();
        } while (!newest.position().sameEpoch(origin));
        cursor = newest.index() + 1;
        position = newest.position();
        return origin;
    }

    /** The position up to which everything has been handed out. */
    EventId position() {
        return position;
    }

    /** A block that tells the position and nothing else, one for all connections that are silent there. */
    byte[] heartbeat() {
        if (heartbeat == null || !position.equals(heartbeatAt)) {
            heartbeat = Frames.heartbeat(position);
            heartbeatAt = position;
        }
        return heartbeat;
    }

    /**
     * The window's index behind the last record that was handed out in a turn that is over, or more than any index if there is nobody
     * to hand anything to. May be called from any thread.
     */
    long handedOut() {
        return idle ? Long.MAX_VALUE : handedOut;
    }

    /** The window's index behind the last record that has been handed out. */
    long cursor() {
        return cursor;
    }

    /** Something has been handed to a transport. */
    void sent(long bytes) {
        sentBytes.lazySet(sentBytes.getPlain() + bytes);
    }

    /** How many bytes have been handed to transports. May be called from any thread. */
    long sentBytes() {
        return sentBytes.get();
    }

    TopicIndex<Feed> topics() {
        return topics;
    }

    /** Whether the feed may read on from the log; if not, it is flushed once it may. */
    boolean mayReadOn(Feed feed) {
        if (mayHandOut.getAsBoolean()) {
            return true;
        }
        heldBack.add(feed);
        return false;
    }

    /** Has the feed flushed at the end of this turn. */
    void touch(Feed feed) {
        touched.add(feed);
    }

    void add(Feed feed) {
        feeds.add(feed);
        SubscriberKey subscriber = feed.connection().subscriber();
        feed.putBefore(bySubscriber.put(subscriber, feed));
        listener.connected(feed.connection());
    }

    /** The feed's connection has ended; it may still be saying so to its peer. */
    void ended(Feed feed, CloseReason reason) {
        bySubscriber.computeIfPresent(feed.connection().subscriber(), (subscriber, newest) -> newest.without(feed));
        heldBack.remove(feed);
        if (feeds.has(feed)) {
            listener.ended(feed.connection(), reason);
        }
    }

    void remove(Feed feed) {
        feeds.remove(feed);
        if (feeds.isEmpty()) {
            idle = true;
            moved.run();
            completeDraining();
        }
    }

    /** Completes once the lane has no connection left. May be called from any thread. */
    CompletionStage<Void> drained() {
        CompletableFuture<Void> drained = new CompletableFuture<>();
        execute(() -> {
            draining.add(drained);
            if (feeds.isEmpty()) {
                completeDraining();
            }
        });
        return drained;
    }

    private void completeDraining() {
        draining.forEach(drained -> drained.complete(null));
        draining.clear();
    }
}
