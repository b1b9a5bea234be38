package io.freshet;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out of a connection: hands its transport what waits in the outbox and what the feed has behind that, keeps it alive,
 * and says {@code close}. Touched by the lane's thread only.
 */
final class Outlet implements Deadlines.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Outlet.class);

    /** One line for each response that is over, as the log of a web server has. */
    private static final Logger ACCESS = LoggerFactory.getLogger("io.freshet.access");

    /** How much is handed to a transport at once. */
    private static final int BATCH_BYTES = 32 * 1024;

    /** How many batches one connection gets before others have their turn. */
    private static final int BATCHES_PER_TURN = 8;

    /** How long a peer may take to take the last block. */
    private static final Duration LAST_BLOCK = Duration.ofSeconds(1);

    private final Connection connection;
    private final Lane lane;
    private final Outbox outbox;
    private final Supply supply;
    private final Duration retry;
    private final Settings settings;
    private final TimeSource time;
    private final Deadlines deadlines;

    private State state = State.NEW;
    /** How many bytes have been handed over. */
    private long handedOver;

    Outlet(Connection connection, Lane lane, Outbox outbox, Supply supply, Hub.Parts parts) {
        Duration asked = connection.request().retry();
        this.connection = connection;
        this.lane = lane;
        this.outbox = outbox;
        this.supply = supply;
        this.retry = asked != null ? asked : parts.settings().retry();
        this.settings = parts.settings();
        this.time = parts.time();
        this.deadlines = new Deadlines(connection.request(), settings, time, lane.wheel(), this);
    }

    /** What a connection has to send besides its outbox. */
    interface Supply {
        /** Asked while the outbox is empty, and may fill it: whether there is anything to send. */
        boolean hasMore();

        /** The next blocks, a little more than so many bytes; perhaps none although there are more. */
        List<byte[]> next(int atLeastBytes);

        /** What a connection says that was silent for long, or null if there is something else to say. */
        byte @Nullable [] heartbeat();

        /** The response has ended. */
        void over();
    }

    /** How long the connection may be silent. */
    Duration heartbeatInterval() {
        return deadlines.heartbeat();
    }

    /** The reconnection time of its client. */
    Duration retry() {
        return retry;
    }

    /** Begins the response. */
    void open() {
        state = State.OPEN;
        deadlines.start(connection.request(), settings);
        guarded(connection.transport()::open);
    }

    /** Sends a comment, unless the reader has no room for it. */
    void comment(String text) {
        byte[] block = Frames.comment(text);
        if (state == State.OPEN && !connection.isEnded() && outbox.hasRoomFor(1, block.length)) {
            outbox.add(block);
            flush();
        }
    }

    /** The transport can take blocks again. */
    void writable() {
        deadlines.moving();
        if (state != State.NEW && state != State.DONE) {
            // Asked although there may be nothing to send: the transport pushes out what it has taken before.
            isWritable();
            flush();
        }
    }

    /** Hands the transport as much as it takes. */
    void flush() {
        for (int i = 0; i < BATCHES_PER_TURN; i++) {
            if (isShut() || (outbox.isEmpty() && state == State.OPEN && !supply.hasMore())) {
                return;
            }
            if (!isWritable()) {
                deadlines.stalling();
                return;
            }
            if (state == State.CLOSING && outbox.isEmpty()) {
                end();
                return;
            }
            List<byte[]> batch = outbox.isEmpty() ? supply.next(BATCH_BYTES) : outbox.take(BATCH_BYTES);
            if (!batch.isEmpty()) {
                connection.sent(deadlines.sent());
                long bytes = 0;
                for (byte[] block : batch) {
                    bytes += block.length;
                }
                handedOver += bytes;
                lane.sent(bytes);
                send(batch);
            }
        }
        lane.executeNext(this::flush);
    }

    /** Whether nothing may be sent: not yet, or not any more. */
    private boolean isShut() {
        return state == State.NEW || state == State.DONE || (connection.isEnded() && state != State.CLOSING);
    }

    private boolean isWritable() {
        try {
            return connection.transport().isWritable();
        } catch (RuntimeException | Error failure) {
            failed(failure);
            return false;
        }
    }

    /** A moment that something was waiting for has come. */
    @Override
    public void due(Deadlines.Kind kind) {
        switch (kind) {
            case HEARTBEAT -> keepAlive();
            case STALLED -> connection.end(CloseReason.STALLED);
            case LIFE -> connection.end(CloseReason.TIMEOUT);
            case EXPIRY -> connection.end(CloseReason.EXPIRED);
            case LAST_BLOCK -> {
                over();
                guarded(connection.transport()::abort);
            }
        }
    }

    private void keepAlive() {
        byte[] heartbeat = outbox.isEmpty() ? supply.heartbeat() : null;
        if (heartbeat != null) {
            outbox.add(heartbeat);
        }
        flush();
    }

    /** The connection has ended: says so to a peer that is still there, in place of what waits, and ends the response. */
    void close(CloseReason reason) {
        outbox.clear();
        if (reason == CloseReason.PEER_GONE) {
            end();
            return;
        }
        if (state == State.NEW) {
            guarded(connection.transport()::open);
        }
        state = State.CLOSING;
        deadlines.closing(LAST_BLOCK);
        Duration comeBackAfter = reason == CloseReason.SHUTDOWN ? spread(retry) : retry;
        outbox.add(
                connection.request().plain()
                        ? Frames.plainClose(reason, comeBackAfter)
                        : Frames.close(reason, comeBackAfter));
        flush();
    }

    /** Between once and three times as long, so that those who were told at one moment do not come back at one moment. */
    private static Duration spread(Duration retry) {
        return retry.plusMillis(RandomGenerator.getDefault().nextLong(2 * retry.toMillis() + 1));
    }

    private void end() {
        over();
        guarded(connection.transport()::end);
    }

    private void over() {
        if (state != State.NEW && ACCESS.isDebugEnabled()) {
            long millis = TimeUnit.NANOSECONDS.toMillis(connection.nanosSinceBegun(time.nanos()));
            ACCESS.debug("{} {} bytes in {} ms, {}", connection, handedOver, millis, connection.closeReason());
        }
        state = State.DONE;
        deadlines.stop();
        supply.over();
    }

    private void send(List<byte[]> batch) {
        try {
            connection.transport().send(batch);
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }

    /** A transport that breaks its word must not take the lane down with it. */
    private void guarded(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }

    private void failed(Throwable failure) {
        LOG.warn("The transport of {} failed", connection, failure);
        connection.end(CloseReason.FAILED);
    }

    private enum State {
        /** Not begun. */
        NEW,
        /** Open for whatever there is to send. */
        OPEN,
        /** The last block is on its way. */
        CLOSING,
        /** Nothing is left to do. */
        DONE
    }
}
