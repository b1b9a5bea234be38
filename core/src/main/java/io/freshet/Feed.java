package io.freshet;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a connection is owed, and when: {@code connect}, what lies between the position it resumes at and the lane's, and from there
 * on every record that its subscriber has selected. The {@link Outlet} sends it. Touched by the lane's thread only.
 */
final class Feed extends Chain.Link<Feed> implements Outlet.Supply {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

    private static final Duration BEHIND_PAUSE = Duration.ofMillis(20);

    /** For how many pauses somebody is kept waiting who has seen more on another node than this one has read yet: five seconds. */
    private static final int BEHIND_PAUSES = 250;

    private final Connection connection;
    private final Lane lane;
    private final Hub.Parts parts;
    private final Outbox outbox;
    private final OverflowPolicy overflow;
    private final Outlet outlet;

    /** An older one of the same subscriber, on the same lane. */
    private @Nullable Feed sibling;

    private Phase phase = Phase.NEW;
    /** Where it would start if the log reaches back so far, while that is being asked. */
    private @Nullable StartingPoint unproven;

    private @Nullable Subscriber subscriber;
    private @Nullable Replay replay;
    /** The blocks of a snapshot, or null. They are whole only together, so they are not bound by the outbox. */
    private @Nullable Deque<byte[]> snapshot;
    /** The position of the snapshot that was asked for last. */
    private @Nullable EventId snapshotAt;
    /** What the lane's index has of this connection while it is live. */
    private Set<Selector> selected = Set.of();
    /** Whether the rights leave every event that is selected, so that none needs a look of its own. */
    private boolean unfiltered;

    private long lastOffered = -1;
    private boolean touched;
    /** Why something was passed over that has not been announced yet, or null. */
    private @Nullable GapReason missed;

    Feed(Connection connection, Lane lane, Hub.Parts parts) {
        ConnectRequest request = connection.request();
        Settings settings = parts.settings();
        this.connection = connection;
        this.lane = lane;
        this.parts = parts;
        this.outbox = new Outbox(settings.outboxEvents(), settings.outboxBytes());
        this.overflow = request.overflow() != null ? request.overflow() : settings.overflow();
        this.outlet = new Outlet(connection, lane, outbox, this, parts);
    }

    Connection connection() {
        return connection;
    }

    Lane lane() {
        return lane;
    }

    Outlet outlet() {
        return outlet;
    }

    /** An older one of the same subscriber on the same lane, or null. */
    @Nullable
    Feed sibling() {
        return sibling;
    }

    void putBefore(@Nullable Feed older) {
        sibling = older;
    }

    /** The newest of this and its older siblings that is not the other; null if there is none. */
    @Nullable
    Feed without(Feed other) {
        if (this == other) {
            return sibling;
        }
        sibling = sibling == null ? null : sibling.without(other);
        return this;
    }

    /** Begins the response of an admitted connection, on the lane. May be called from any thread. */
    void begin(Subscriber admitted) {
        lane.execute(() -> start(admitted, BEHIND_PAUSES));
    }

    private void start(Subscriber admitted, int pauses) {
        if (connection.isEnded()) {
            return;
        }
        lane.expect();
        if (parts.isOneOfMany() && pauses > 0 && StartingPoint.isAhead(connection.request(), lane.position())) {
            lane.executor().schedule(() -> start(admitted, pauses - 1), BEHIND_PAUSE);
            return;
        }
        subscriber = admitted;
        lane.add(this);
        findStart();
    }

    private void findStart() {
        StartingPoint start = StartingPoint.of(connection.request(), lane.position(), subscriber());
        if (start.unproven() && parts.window().indexAfter(start.position()) < 0) {
            prove(start);
        } else {
            startFrom(start);
        }
    }

    /** Asks the log whether it reaches back so far. */
    private void prove(StartingPoint start) {
        unproven = start;
        parts.pageAfter(start.position(), 1)
                .whenComplete((page, failure) -> lane.execute(() -> {
                    if (!start.equals(unproven)) {
                        return;
                    }
                    if (failure != null) {
                        LOG.warn("The log could not be read after {}", start.position(), failure);
                        connection.end(CloseReason.FAILED);
                    } else if (!connection.isEnded() && page.from().sameEpoch(lane.position())) {
                        // If not, the lane is about to come to where the log began anew, and looks for a start there.
                        startFrom(start.provenFrom(page.from()));
                    }
                }));
    }

    private void startFrom(StartingPoint start) {
        unproven = null;
        connection.begins(start);
        outlet.open();
        List<String> states = start.resumes() ? List.of() : topicsWithState(start.position());
        outbox.add(firstFrame(start, states.isEmpty()));
        if (start.gap() != null && !connection.request().plain()) {
            outbox.add(Frames.gap(start.position(), states.isEmpty(), start.gap(), held(start.position())));
        }
        if (states.isEmpty()) {
            replayFrom(start.position());
        } else {
            takeSnapshot(start.position(), states);
        }
    }

    private byte[] firstFrame(StartingPoint start, boolean stateless) {
        if (connection.request().plain()) {
            return Frames.plainConnect(start.position(), outlet.retry());
        }
        return Frames.connect(
                start.position(),
                start.gap() == null && stateless,
                connection.subscriber().id(),
                connection.id(),
                outlet.heartbeatInterval(),
                held(start.position()),
                outlet.retry());
    }

    /** Goes through the log from a position until it has reached the lane's, then becomes live. */
    void replayFrom(EventId from) {
        replayFrom(from, null);
    }

    private void replayFrom(EventId from, @Nullable GapReason after) {
        if (phase == Phase.ENDED) {
            return;
        }
        leaveIndex();
        phase = Phase.REPLAYING;
        replay = new Replay(from, lane, parts, this);
        if (after != null) {
            gap(after, from);
        }
        flush();
    }

    /** Whether it is still this replay that brings the connection up to the lane. */
    boolean reads(Replay asking) {
        return replay == asking;
    }

    /** The lane goes on from a later position than the one it had reached; what lies between may still be in the log. */
    void laneFellBehind(EventId reached) {
        if (phase == Phase.LIVE) {
            replayFrom(reached);
        }
    }

    /** What lies between the position that the lane had reached and another is lost; the lane goes on from there, or farther. */
    void beginAgain(EventId reached, EventId from) {
        if (connection.isEnded()) {
            return;
        }
        if (phase == Phase.NEW) {
            if (unproven != null) {
                findStart();
            }
            return;
        }
        boolean sameEpoch = reached.sameEpoch(from);
        if (sameEpoch && phase != Phase.LIVE) {
            // It reads the log by its own cursor, and comes to what is lost by itself.
            return;
        }
        missed = null;
        snapshot = null;
        replayFrom(from, sameEpoch ? GapReason.TRIMMED : GapReason.EPOCH);
    }

    /** Reports what lies between the replay's position and another, for the client to act on, and goes on from there. */
    void gap(GapReason reason, EventId goesOnFrom) {
        if (connection.request().plain()) {
            miss(reason);
            return;
        }
        List<String> states = topicsWithState(lane.position());
        if (states.isEmpty()) {
            outbox.add(Frames.gap(goesOnFrom, true, reason, held(goesOnFrom)));
        } else {
            outbox.add(Frames.gap(lane.position(), false, reason, held(lane.position())));
            takeSnapshot(lane.position(), states);
        }
    }

    private List<String> topicsWithState(EventId at) {
        Set<Selector> selectors = subscriber().selectorsAt(at);
        Collection<Selector> wanted =
                selectors != null ? selectors : subscriber().subscription().selectors();
        Rights rights = connection.request().rights();
        return parts.snapshots()
                .topicsWithState(wanted.stream().filter(rights::named).toList());
    }

    /** Asks for the state after the position was fixed, so that every change that the state lacks follows it. */
    private void takeSnapshot(EventId at, List<String> topics) {
        leaveIndex();
        phase = Phase.SNAPSHOT;
        snapshotAt = at;
        replay = null;
        try {
            parts.worker().execute(() -> readStates(at, topics));
        } catch (RuntimeException refused) {
            snapshotFailed(topics, refused);
        }
        flush();
    }

    private void readStates(EventId at, List<String> topics) {
        try {
            List<byte[]> blocks = parts.snapshots().take(topics, at);
            lane.execute(() -> sendSnapshot(at, blocks));
        } catch (RuntimeException | Error failure) {
            snapshotFailed(topics, failure);
        }
    }

    private void snapshotFailed(List<String> topics, Throwable failure) {
        LOG.warn("The state of {} could not be read", topics, failure);
        connection.end(CloseReason.FAILED);
    }

    private void sendSnapshot(EventId at, List<byte[]> blocks) {
        if (phase != Phase.SNAPSHOT || !at.equals(snapshotAt)) {
            return;
        }
        snapshot = blocks.isEmpty() ? null : new ArrayDeque<>(blocks);
        replayFrom(at);
    }

    /** Enters the lane's index, at the lane's position. */
    private void becomeLive() {
        replay = null;
        phase = Phase.LIVE;
        enterIndex(lane.position());
    }

    private void enterIndex(EventId at) {
        Set<Selector> selectors = subscriber().selectorsAt(at);
        if (selectors == null) {
            miss(GapReason.FORGOTTEN);
            return;
        }
        selected = selectors;
        unfiltered = connection.request().rights().coverAll(selected);
        selected.forEach(selector -> lane.topics().add(selector, this));
    }

    private void leaveIndex() {
        selected.forEach(selector -> lane.topics().remove(selector, this));
        selected = Set.of();
    }

    /** What the subscriber selects has changed at this position, which the lane is just passing. */
    void reselect(EventId at) {
        if (phase == Phase.LIVE) {
            leaveIndex();
            enterIndex(at);
            touchIfMissed();
            byte[] block = reselected(at);
            // A gap tells where it goes on from, which is farther.
            if (block != null
                    && missed == null
                    && (outbox.hasRoomFor(1, block.length) || makeRoom(List.of(), block.length))) {
                outbox.add(block);
                touch();
            }
        }
    }

    /**
     * What tells the client that its subscriber selects something else from here on, so that with every position it knows what was
     * selected there. Null if nothing has changed, or nobody is to be told.
     */
    byte @Nullable [] reselected(EventId at) {
        return connection.request().plain() || !subscriber().changedAt(at) ? null : Frames.reselected(at, held(at));
    }

    private Held held(EventId at) {
        return Held.by(subscriber(), at);
    }

    /**
     * The replay has come to a change of a subscription, which may be one of this subscriber's that only the log knows.
     *
     * @return whether it is known what is selected from there on; if not, the reader will be told
     */
    boolean recalls(SubscriptionChange change, EventId at) {
        if (subscriber().hasToRecall(change, at) && !parts.subscribers().recall(subscriber(), change, at)) {
            miss(GapReason.FORGOTTEN);
            return false;
        }
        return true;
    }

    /** The position up to which only the log knows what changed, or null if nothing has to be recalled. */
    @Nullable
    EventId recalledUntil() {
        return subscriber().recalledUntil();
    }

    /**
     * Whether the publication was selected by one of its topics when it was appended, and the rights leave it. Where it is not
     * known any more what was selected, the reader is told that something may be missing.
     */
    boolean isOwed(EventId position, Publication publication) {
        Set<Selector> selectors = subscriber().selectorsAt(position);
        if (selectors == null) {
            miss(GapReason.FORGOTTEN);
            return false;
        }
        Rights rights = connection.request().rights();
        return rights.allow(publication, selectors);
    }

    /** Something was passed over: a flush says so before anything newer is sent; who cannot be told is sent nothing newer. */
    private void miss(GapReason reason) {
        if (connection.request().plain()) {
            connection.end(CloseReason.OVERFLOW);
        } else {
            missed = reason;
        }
    }

    /** Whether something was passed over that has not been announced yet. */
    boolean hasMissed() {
        return missed != null;
    }

    private void touchIfMissed() {
        if (missed != null) {
            touch();
        }
    }

    private void touch() {
        if (!touched) {
            touched = true;
            lane.touch(this);
        }
    }

    /** A record that one of the selectors matches, in the order of the log. */
    void offer(Window.Slot slot, Publication publication) {
        if (slot.index() == lastOffered || phase != Phase.LIVE || connection.isEnded()) {
            return;
        }
        lastOffered = slot.index();
        if (!isLeft(publication) && !isOwed(slot.position(), publication)) {
            touchIfMissed();
            return;
        }
        byte[] block = slot.block();
        GapReason unannounced = missed;
        if (unannounced != null && !topicsWithState(lane.position()).isEmpty()) {
            // The state that comes with the gap, once the outbox is empty, goes beyond this.
            return;
        }
        if (!outbox.hasRoomFor(unannounced != null ? 2 : 1, block.length)
                && !makeRoom(publication.topics(), block.length)) {
            return;
        }
        if (unannounced != null) {
            missed = null;
            outbox.add(Frames.gap(slot.previous(), true, unannounced, held(slot.previous())));
        }
        outbox.add(block, publication.topics());
        touch();
    }

    /** @return whether the event fits now */
    private boolean makeRoom(List<String> topics, int size) {
        if (overflow == OverflowPolicy.DROP) {
            miss(GapReason.OVERFLOW);
            return false;
        }
        if (overflow == OverflowPolicy.LATEST) {
            outbox.keepLatestPerTopic(topics);
            if (outbox.hasRoomFor(1, size)) {
                return true;
            }
        }
        connection.end(CloseReason.OVERFLOW);
        return false;
    }

    /** Whether the rights leave it, so that nothing more is to be asked while the lane's index says what is selected. */
    private boolean isLeft(Publication publication) {
        return unfiltered || connection.request().rights().leave(publication);
    }

    /** Sends what there is, at the end of the lane's turn. */
    void flush() {
        touched = false;
        outlet.flush();
    }

    @Override
    public boolean hasMore() {
        GapReason unannounced = missed;
        if (unannounced != null && snapshot == null) {
            missed = null;
            gap(unannounced, replay != null ? replay.position() : lane.position());
        }
        boolean isBehind = snapshot != null || (replay != null && !replay.isReading());
        return !outbox.isEmpty() || (isBehind && lane.mayReadOn(this));
    }

    @Override
    public List<byte[]> next(int atLeastBytes) {
        if (snapshot != null) {
            return nextOf(snapshot, atLeastBytes);
        }
        if (replay == null) {
            return List.of();
        }
        List<byte[]> batch = replay.read(atLeastBytes);
        if (replay != null && replay.position().equals(lane.position())) {
            becomeLive();
            if (wasRenamed() && missed == null) {
                batch.add(Frames.reselected(lane.position(), held(lane.position())));
            }
        }
        return batch;
    }

    /** Whether its client could not be told at the beginning what was selected there. */
    private boolean wasRenamed() {
        EventId began = connection.beginsAfter();
        return began != null && subscriber().isRenamedBehind(began);
    }

    private List<byte[]> nextOf(Deque<byte[]> blocks, int atLeastBytes) {
        List<byte[]> batch = new ArrayList<>();
        for (int size = 0; size < atLeastBytes && !blocks.isEmpty(); size += batch.get(batch.size() - 1).length) {
            batch.add(blocks.remove());
        }
        if (blocks.isEmpty()) {
            snapshot = null;
        }
        return batch;
    }

    /** Its id says that everything owed up to there has been sent. */
    @Override
    public byte @Nullable [] heartbeat() {
        if (snapshot != null || missed != null) {
            return null;
        }
        if (phase == Phase.LIVE) {
            return lane.heartbeat();
        }
        return replay != null ? Frames.heartbeat(replay.position()) : Frames.comment("");
    }

    /** The connection has ended. */
    void finish(CloseReason reason) {
        lane.ended(this, reason);
        leaveIndex();
        snapshot = null;
        replay = null;
        missed = null;
        phase = Phase.ENDED;
        outlet.close(reason);
    }

    @Override
    public void over() {
        lane.remove(this);
    }

    private Subscriber subscriber() {
        if (subscriber == null) {
            throw new IllegalStateException(connection + " has not begun");
        }
        return subscriber;
    }

    private enum Phase {
        /** Not begun. */
        NEW,
        /** The state of its topics is being read. */
        SNAPSHOT,
        /** Reads the log by its own cursor. */
        REPLAYING,
        /** In the lane's index. */
        LIVE,
        /** Owes nothing any more. */
        ENDED
    }
}
