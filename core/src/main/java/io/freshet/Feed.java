package io.freshet;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a lane does for one connection: says {@code connect}, brings it up to the lane's position, hands it what it is owed from
 * there on, keeps it alive, and says {@code close}. Touched by the lane's thread only.
 */
final class Feed {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

    /** How much is handed to a transport at once. */
    private static final int BATCH_BYTES = 32 * 1024;

    /** How many batches one connection gets before others have their turn. */
    private static final int BATCHES_PER_TURN = 8;

    /** How long a peer may take to take the last block. */
    private static final Duration LAST_BLOCK = Duration.ofSeconds(1);

    private final Connection connection;
    private final Lane lane;
    private final Hub.Parts parts;
    private final Outbox outbox;
    private final OverflowPolicy overflow;
    private final Duration retry;
    private final Deadlines deadlines;

    private Phase phase = Phase.NEW;
    private @Nullable Subscriber subscriber;
    private @Nullable Replay replay;
    /** The blocks of a snapshot. They are whole only together, so they are not bound by the outbox. */
    private final Deque<byte[]> snapshot = new ArrayDeque<>();
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
        this.retry = request.retry() != null ? request.retry() : settings.retry();
        this.deadlines = new Deadlines(request, settings, parts.time(), lane.executor(), this::due);
    }

    Connection connection() {
        return connection;
    }

    Lane lane() {
        return lane;
    }

    /** Begins the response of an admitted connection, on the lane. May be called from any thread. */
    void begin(Subscriber admitted) {
        lane.execute(() -> start(admitted));
    }

    private void start(Subscriber admitted) {
        if (connection.isEnded()) {
            return;
        }
        subscriber = admitted;
        lane.catchUp();
        lane.add(this);
        guarded(connection.transport()::open);
        EventId head = lane.position();
        Optional<EventId> asked =
                Optional.ofNullable(connection.request().lastEventId()).flatMap(EventId::parse);
        GapReason gap = gapAtStart(asked, head);
        EventId from = gap == null ? asked.orElse(head) : head;
        boolean resumes = asked.isPresent() && gap == null;
        List<String> states = resumes ? List.of() : topicsWithState(head);
        outbox.add(Frames.connect(
                from,
                gap == null && states.isEmpty(),
                connection.subscriber().id(),
                connection.id(),
                deadlines.heartbeat(),
                admitted.subscription().revision(),
                retry));
        deadlines.start();
        if (gap != null) {
            outbox.add(Frames.gap(from, states.isEmpty(), gap));
        }
        if (states.isEmpty()) {
            replayFrom(from);
        } else {
            takeSnapshot(from, states);
        }
    }

    private @Nullable GapReason gapAtStart(Optional<EventId> asked, EventId head) {
        if (connection.request().lastEventId() == null) {
            return null;
        }
        if (asked.isEmpty()) {
            return GapReason.UNREADABLE;
        }
        EventId from = asked.get();
        if (!from.sameEpoch(head) || from.isAfter(head)) {
            return GapReason.EPOCH;
        }
        EventId knownSince = subscriber().knownSince();
        return knownSince != null && knownSince.isAfter(from) ? GapReason.FORGOTTEN : null;
    }

    /** Goes through the log from a position until it has reached the lane's, then becomes live. */
    void replayFrom(EventId from) {
        if (phase == Phase.CLOSING || phase == Phase.DONE) {
            return;
        }
        leaveIndex();
        phase = Phase.REPLAYING;
        replay = new Replay(from, lane, parts.window(), parts.log(), this);
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

    /** Reports what lies between the replay's position and another, for the client to act on, and goes on from there. */
    void gap(GapReason reason, EventId goesOnFrom) {
        List<String> states = topicsWithState(lane.position());
        if (states.isEmpty()) {
            outbox.add(Frames.gap(goesOnFrom, true, reason));
        } else {
            outbox.add(Frames.gap(lane.position(), false, reason));
            takeSnapshot(lane.position(), states);
        }
    }

    private List<String> topicsWithState(EventId at) {
        Set<Selector> selectors = subscriber().selectorsAt(at);
        Collection<Selector> wanted =
                selectors != null ? selectors : subscriber().subscription().selectors();
        Rights rights = connection.request().rights();
        return parts.snapshots()
                .topicsWithState(wanted.stream().filter(rights::covers).toList());
    }

    /** Asks for the state after the position was fixed, so that every change that the state lacks follows it. */
    private void takeSnapshot(EventId at, List<String> topics) {
        leaveIndex();
        phase = Phase.SNAPSHOT;
        replay = null;
        parts.worker().execute(() -> {
            try {
                List<byte[]> blocks = blocks(at, parts.snapshots().take(topics));
                lane.execute(() -> sendSnapshot(at, blocks));
            } catch (RuntimeException | Error failure) {
                LOG.warn("The state of {} could not be read", topics, failure);
                connection.end(CloseReason.FAILED);
            }
        });
        flush();
    }

    /** Only the last block has an id: the position is reached with it. */
    private static List<byte[]> blocks(EventId at, List<Event> states) {
        List<byte[]> blocks = new ArrayList<>();
        for (int i = 0; i < states.size() - 1; i++) {
            blocks.add(Frames.eventWithoutId(states.get(i)));
        }
        blocks.add(Frames.event(at, states.get(states.size() - 1)));
        return blocks;
    }

    private void sendSnapshot(EventId at, List<byte[]> blocks) {
        if (phase != Phase.SNAPSHOT) {
            return;
        }
        snapshot.addAll(blocks);
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
        }
    }

    /**
     * Whether the publication was selected by one of its topics when it was appended, and the rights leave it. Where it is not
     * known any more what was selected, the reader is told that something may be missing.
     */
    boolean isOwed(LogRecord record, Publication publication) {
        Set<Selector> selectors = subscriber().selectorsAt(record.id());
        if (selectors == null) {
            miss(GapReason.FORGOTTEN);
            return false;
        }
        Rights rights = connection.request().rights();
        return publication.topics().stream()
                .anyMatch(topic -> selectors.stream().anyMatch(selector -> selector.matches(topic))
                        && rights.allow(publication, topic));
    }

    /** Something was passed over: a flush says so before anything newer is sent. */
    private void miss(GapReason reason) {
        missed = reason;
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
        if (!unfiltered && !isOwed(slot.record(), publication)) {
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
            outbox.add(Frames.gap(slot.previous(), true, unannounced));
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

    void comment(String text) {
        byte[] block = Frames.comment(text);
        if (isOpen() && outbox.hasRoomFor(1, block.length)) {
            outbox.add(block);
            flush();
        }
    }

    void probe() {
        comment("");
    }

    /** The transport can take blocks again. */
    void writable() {
        deadlines.moving();
        if (phase != Phase.NEW && phase != Phase.DONE) {
            // Asked although there may be nothing to send: the transport pushes out what it has taken before.
            isWritable();
            flush();
        }
    }

    private boolean isWritable() {
        try {
            return connection.transport().isWritable();
        } catch (RuntimeException failure) {
            failed(failure);
            return false;
        }
    }

    /** Hands the transport as much as it takes. */
    void flush() {
        touched = false;
        for (int i = 0; i < BATCHES_PER_TURN; i++) {
            if (phase == Phase.NEW
                    || phase == Phase.DONE
                    || (connection.isEnded() && phase != Phase.CLOSING)
                    || !hasMore()) {
                return;
            }
            if (!isWritable()) {
                deadlines.stalling();
                return;
            }
            List<byte[]> batch = nextBatch();
            if (!batch.isEmpty()) {
                deadlines.sent();
                guarded(() -> connection.transport().send(batch));
            }
            if (phase == Phase.CLOSING && outbox.isEmpty()) {
                done();
                return;
            }
        }
        lane.execute(this::flush);
    }

    private boolean hasMore() {
        GapReason unannounced = missed;
        if (outbox.isEmpty() && snapshot.isEmpty() && unannounced != null) {
            missed = null;
            gap(unannounced, replay != null ? replay.position() : lane.position());
        }
        return !outbox.isEmpty() || !snapshot.isEmpty() || (replay != null && !replay.isReading());
    }

    private List<byte[]> nextBatch() {
        if (!outbox.isEmpty()) {
            return outbox.take(BATCH_BYTES);
        }
        if (!snapshot.isEmpty()) {
            List<byte[]> batch = new ArrayList<>();
            for (int size = 0; size < BATCH_BYTES && !snapshot.isEmpty(); size += batch.get(batch.size() - 1).length) {
                batch.add(snapshot.remove());
            }
            return batch;
        }
        if (replay == null) {
            return List.of();
        }
        List<byte[]> batch = replay.read(BATCH_BYTES);
        if (replay != null && replay.position().equals(lane.position())) {
            becomeLive();
        }
        return batch;
    }

    /** A moment that something was waiting for has come. */
    private void due(Deadlines.Kind kind) {
        switch (kind) {
            case HEARTBEAT -> {
                if (outbox.isEmpty() && snapshot.isEmpty() && missed == null) {
                    outbox.add(heartbeat());
                }
                flush();
            }
            case STALLED -> connection.end(CloseReason.STALLED);
            case LIFE -> connection.end(CloseReason.TIMEOUT);
            case EXPIRY -> connection.end(CloseReason.EXPIRED);
            case LAST_BLOCK -> done();
        }
    }

    private byte[] heartbeat() {
        if (phase == Phase.LIVE) {
            return Frames.heartbeat(lane.position());
        }
        return replay != null ? Frames.heartbeat(replay.position()) : Frames.comment("");
    }

    /** The connection has ended: says so to a peer that is still there, and ends the response. */
    void finish(CloseReason reason) {
        lane.ended(this, reason);
        leaveIndex();
        outbox.clear();
        snapshot.clear();
        replay = null;
        missed = null;
        if (reason == CloseReason.PEER_GONE) {
            done();
            return;
        }
        boolean opened = phase != Phase.NEW;
        phase = Phase.CLOSING;
        deadlines.closing(LAST_BLOCK);
        if (!opened) {
            guarded(connection.transport()::open);
        }
        outbox.add(Frames.close(reason, reason == CloseReason.SHUTDOWN ? spread(retry) : retry));
        flush();
    }

    private void done() {
        phase = Phase.DONE;
        deadlines.stop();
        lane.remove(this);
        guarded(connection.transport()::end);
    }

    /** Between once and three times as long, so that those who were told at one moment do not come back at one moment. */
    private static Duration spread(Duration retry) {
        return retry.plusMillis(RandomGenerator.getDefault().nextLong(2 * retry.toMillis() + 1));
    }

    private boolean isOpen() {
        return phase != Phase.NEW && phase != Phase.CLOSING && phase != Phase.DONE && !connection.isEnded();
    }

    private Subscriber subscriber() {
        if (subscriber == null) {
            throw new IllegalStateException(connection + " has not begun");
        }
        return subscriber;
    }

    /** A transport that breaks its word must not take the lane down with it. */
    private void guarded(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException failure) {
            failed(failure);
        }
    }

    private void failed(RuntimeException failure) {
        LOG.warn("The transport of {} failed", connection, failure);
        connection.end(CloseReason.FAILED);
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
        /** Ended; the last block is on its way. */
        CLOSING,
        /** Nothing is left to do. */
        DONE
    }
}
