package io.freshet.testkit;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.Refusal;
import io.freshet.Transport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transport that remembers what it was given, with a peer that does what a test says. It fails the test if it is not used as
 * {@link Transport} says: sending before opening, while it is not writable or after its end, or refusing what was opened.
 *
 * <pre>{@code
 * RecordingTransport page = new RecordingTransport();
 * hub.connect(request, page::carry);
 * }</pre>
 */
public final class RecordingTransport implements Transport {
    private boolean seesPeerGo;
    private final List<SseBlock> frames = new ArrayList<>();

    private @Nullable Connection connection;
    private @Nullable Refusal refusal;
    private boolean opened;
    private boolean ended;
    private boolean blocked;
    private boolean gone;
    private boolean broken;
    private int batches;

    /** A transport that sees its peer go. */
    public RecordingTransport() {
        this(true);
    }

    private RecordingTransport(boolean seesPeerGo) {
        this.seesPeerGo = seesPeerGo;
    }

    /** A transport that learns that its peer is gone when it writes to it. */
    public static RecordingTransport blind() {
        return new RecordingTransport(false);
    }

    /** It turns out that nobody will tell of the peer's end; only until the first block, as {@link Transport} says. */
    public void turnBlind() {
        require(batches == 0, "turned blind after something was sent");
        seesPeerGo = false;
    }

    /** Takes the connection that it is to carry; the second argument of {@code Hub.connect}. */
    public Transport carry(Connection carried) {
        if (connection != null) {
            throw new IllegalStateException("a transport carries one connection");
        }
        connection = carried;
        return this;
    }

    /** The connection that it carries. */
    public Connection connection() {
        if (connection == null) {
            throw new IllegalStateException("this transport carries no connection yet");
        }
        return connection;
    }

    /** From here on the peer takes nothing. */
    public void block() {
        blocked = true;
    }

    /** The peer takes something again. */
    public void unblock() {
        makeWritable();
        connection().writable();
    }

    /** The peer takes something again, but the connection has not been told yet. */
    public void makeWritable() {
        blocked = false;
    }

    /** The peer goes. A transport that sees it says so; a blind one finds out when it writes. */
    public void peerGoes() {
        gone = true;
        if (seesPeerGo) {
            connection().end(CloseReason.PEER_GONE);
        }
    }

    /** From here on every call fails with an exception, which {@link Transport} does not allow. */
    public void breakDown() {
        broken = true;
    }

    /** All blocks that the peer has got. */
    public List<SseBlock> frames() {
        return List.copyOf(frames);
    }

    /** The blocks of this type that the peer has got. */
    public List<SseBlock> frames(String type) {
        return frames.stream().filter(frame -> frame.is(type)).toList();
    }

    /** The application's events that the peer has got, Freshet's own left out. */
    public List<SseBlock> events() {
        return frames.stream()
                .filter(frame -> frame.isEvent() && !frame.isOwn())
                .toList();
    }

    /** The data of the application's events that the peer has got. */
    public List<String> data() {
        return events().stream().map(SseBlock::data).toList();
    }

    /** The last block that the peer has got. */
    public SseBlock last() {
        if (frames.isEmpty()) {
            throw new AssertionError("the peer has got nothing");
        }
        return frames.get(frames.size() - 1);
    }

    /** Forgets the blocks up to here. */
    public void forgetFrames() {
        frames.clear();
    }

    /** How many times blocks were handed over. */
    public int batches() {
        return batches;
    }

    /** Why the connection was refused, or null if it was not. */
    public @Nullable Refusal refusal() {
        return refusal;
    }

    /** Whether the response has begun and not ended. */
    public boolean isOpen() {
        return opened && !ended;
    }

    /** Whether the response has ended. */
    public boolean isEnded() {
        return ended;
    }

    @Override
    public boolean seesPeerGo() {
        return seesPeerGo;
    }

    @Override
    public void refuse(Refusal answer) {
        require(!opened && !ended && refusal == null, "refused after it was opened, ended or refused");
        refusal = answer;
        ended = true;
    }

    @Override
    public void open() {
        failIfBroken();
        require(!opened && !ended, "opened twice, or after its end");
        opened = true;
    }

    @Override
    public boolean isWritable() {
        failIfBroken();
        require(refusal == null, "asked whether it is writable after it was refused");
        return !blocked;
    }

    @Override
    public void send(List<byte[]> blocks) {
        failIfBroken();
        require(opened && !ended, "was sent something before it was opened or after its end");
        require(!blocked, "was sent something while it was not writable");
        batches++;
        if (gone) {
            connection().end(CloseReason.PEER_GONE);
            return;
        }
        blocks.forEach(block -> frames.addAll(SseBlock.parse(block)));
    }

    @Override
    public void abort() {
        end();
    }

    @Override
    public void end() {
        failIfBroken();
        require(refusal == null, "ended after it was refused");
        ended = true;
    }

    private void failIfBroken() {
        if (broken) {
            throw new IllegalStateException("this transport is broken");
        }
    }

    private static void require(boolean kept, String broken) {
        if (!kept) {
            throw new AssertionError("the transport " + broken);
        }
    }

    /** What the peer has got, for messages. */
    @Override
    public String toString() {
        return (refusal != null ? "refused: " + refusal.reason() + " " : "") + frames + (ended ? " ended" : "");
    }
}
