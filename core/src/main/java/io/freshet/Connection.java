package io.freshet;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One open response. It ends once: whoever comes second finds it ended and does nothing.
 *
 * <p>All methods may be called from any thread and never block.
 */
public final class Connection {
    private static final long PROBE_SPACING_NANOS = Duration.ofMillis(4).toNanos();

    private static final AtomicReferenceFieldUpdater<Connection, State> STATE =
            AtomicReferenceFieldUpdater.newUpdater(Connection.class, State.class, "state");

    private static final AtomicLongFieldUpdater<Connection> SENT_AT =
            AtomicLongFieldUpdater.newUpdater(Connection.class, "sentAt");

    /** The two halves of its id, whose text is seldom wanted and costs four times as much. */
    private final long idsOneHalf = Ids.bits();

    private final long idsOtherHalf = Ids.bits();
    private final long ticket;
    private final ConnectRequest request;
    /** Another one only before it is known whose it is. */
    private volatile SubscriberKey subscriber;

    private final boolean named;
    private final Ender ender;
    private final Feed feed;
    private final Transport transport;
    /** Whether its first block was handed over. Written by its lane. */
    private volatile boolean begun;

    /** When that was, by {@link TimeSource#nanos()}. Written by its lane, before it is said to have begun. */
    private long begunAt;

    /** Where its stream begins; null before that is known. Written by its lane. */
    private volatile @Nullable StartingPoint start;

    /** When a block was handed over last, by {@link TimeSource#nanos()}. Written by its lane, for others to see in time. */
    private volatile long sentAt;

    /** What a cluster knows it by; 0 without one. Written by the timer's thread. */
    private volatile long clusterTicket;

    /** When it was last probed, by {@link TimeSource#nanos()}; null before. Touched by the timer's thread only. */
    private @Nullable Long probedAt;

    private volatile State state = State.MADE;

    Connection(
            long ticket,
            ConnectRequest request,
            SubscriberKey subscriber,
            Ender ender,
            Function<Connection, Feed> feed,
            Function<Connection, Transport> transport) {
        this.ticket = ticket;
        this.request = request;
        this.subscriber = subscriber;
        this.named = request.subscriber() != null;
        this.ender = ender;
        this.feed = feed.apply(this);
        this.transport = transport.apply(this);
        // The transport's callbacks may come while it is being made; what they end is told now, when there is something
        // to end.
        if (!STATE.compareAndSet(this, State.MADE, State.WAITING)) {
            ender.ended(this, Objects.requireNonNull(state.closeReason), false);
        }
    }

    /** A name that nobody can guess: who knows it may say goodbye for this connection. */
    public String id() {
        return Ids.text(idsOneHalf, idsOtherHalf);
    }

    /** Whose connection this is. */
    public SubscriberKey subscriber() {
        return subscriber;
    }

    /** It is nobody's whom the cluster knows, but that of a new subscriber. */
    void becomes(SubscriberKey newSubscriber) {
        subscriber = newSubscriber;
    }

    /** The request that asked for it. */
    public ConnectRequest request() {
        return request;
    }

    /** Whether it has its place: its stream begins, or has begun. False while it waits for one, and again once it has ended. */
    public boolean isAdmitted() {
        return state == State.ADMITTED;
    }

    /** Why it ended, or null while it has not. */
    public @Nullable CloseReason closeReason() {
        return state.closeReason;
    }

    /**
     * The position that everything sent follows, or null while that is not known: its lane finds it before it calls
     * {@link Transport#open}.
     */
    public @Nullable EventId beginsAfter() {
        StartingPoint known = start;
        return known == null ? null : known.position();
    }

    /** Whether its stream begins at the position that the request asked for, so that its client misses nothing. */
    public boolean resumes() {
        StartingPoint known = start;
        return known != null && known.resumes();
    }

    void begins(StartingPoint known) {
        start = known;
    }

    /**
     * Ends the connection.
     *
     * @return whether it was this call that ended it
     */
    public boolean end(CloseReason reason) {
        while (true) {
            State before = state;
            if (before.closeReason != null || before == State.REFUSED) {
                return false;
            }
            if (STATE.compareAndSet(this, before, State.ended(reason))) {
                if (before != State.MADE) {
                    ender.ended(this, reason, before == State.ADMITTED);
                }
                return true;
            }
        }
    }

    /** How long it may be silent before a heartbeat is sent. */
    public Duration heartbeat() {
        return feed.outlet().heartbeatInterval();
    }

    /** Sends a comment, of one or more lines, to this connection's reader. Left out if the reader has no room for it. */
    public void comment(String text) {
        feed.lane().execute(() -> feed.outlet().comment(text));
    }

    /** For the transport: it can take blocks again. */
    public void writable() {
        feed.lane().execute(feed.outlet()::writable);
    }

    /**
     * Writes something without a meaning if its transport does not see its peer go, so that it finds out; nothing if that was
     * done just now, since many may want to know at the same time.
     */
    void probe(long now) {
        if (!isBlind() || (probedAt != null && now - probedAt < PROBE_SPACING_NANOS)) {
            return;
        }
        probedAt = now;
        feed.lane().execute(() -> feed.outlet().comment(""));
    }

    /** @return false if it has ended in the meantime */
    boolean admit() {
        return STATE.compareAndSet(this, State.WAITING, State.ADMITTED);
    }

    void refuse(Refusal refusal) {
        if (STATE.compareAndSet(this, State.WAITING, State.REFUSED)) {
            transport.refuse(refusal);
            ender.refused(this, refusal);
        }
    }

    /** The ticket that was drawn when its request came in. */
    long ticket() {
        return ticket;
    }

    long clusterTicket() {
        return clusterTicket;
    }

    void clusterTicket(long drawn) {
        clusterTicket = drawn;
    }

    boolean isEnded() {
        return state.closeReason != null;
    }

    /** By the tickets that were drawn when the requests came in. */
    boolean isNewerThan(Connection other) {
        return ticket > other.ticket;
    }

    /** A block is handed over. */
    void sent(long now) {
        SENT_AT.lazySet(this, now);
        if (!begun) {
            begunAt = now;
            begun = true;
        }
    }

    /** How long ago its first block was handed over, in nanoseconds; 0 if none was. */
    long nanosSinceBegun(long now) {
        return begun ? now - begunAt : 0;
    }

    /**
     * Whether it has been open for so long that its peer must be there: seen all the time, or probed. A probe counts once it is
     * handed over: it may wait for a busy lane, or for a peer that takes nothing.
     */
    boolean hasStood(Duration proof, long now) {
        boolean watched = !isBlind() || now - sentAt <= proof.toNanos() / 2;
        return nanosSinceBegun(now) >= proof.toNanos() && watched && !isEnded();
    }

    /** Whether its peer's end is noticed only when something is written. */
    boolean isBlind() {
        return !transport.seesPeerGo();
    }

    boolean isNamed() {
        return named;
    }

    Feed feed() {
        return feed;
    }

    Transport transport() {
        return transport;
    }

    /** The connection as a log may show it: without the whole of its id, which is a secret of its client. */
    @Override
    public String toString() {
        return id().substring(0, 6) + "... of " + subscriber;
    }

    /** Who is told when a connection ends, or does not begin. */
    interface Ender {
        /** @param admitted whether the connection had its place */
        void ended(Connection connection, CloseReason reason, boolean admitted);

        /** It is not admitted. */
        default void refused(Connection connection, Refusal refusal) {}
    }

    /** Made, waiting for admission, then admitted or refused; a connection that is not refused ends. */
    private static final class State {
        private static final State MADE = new State(null);
        private static final State WAITING = new State(null);
        private static final State ADMITTED = new State(null);
        private static final State REFUSED = new State(null);

        private final @Nullable CloseReason closeReason;

        private State(@Nullable CloseReason closeReason) {
            this.closeReason = closeReason;
        }

        private static State ended(CloseReason reason) {
            return new State(reason);
        }
    }
}
