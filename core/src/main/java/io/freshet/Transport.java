package io.freshet;

import java.util.List;

/**
 * What carries a connection: writes bytes when it can, says when it can again, ends, and says when its peer ended.
 *
 * <p>A transport is made by {@link Hub#connect} for one {@link Connection}, and tells it two things, from any thread:
 * {@link Connection#writable()} and {@link Connection#end}. All methods here but {@link #refuse} are called by the connection's
 * lane only, one at a time. None may block. A failure to write is told by {@code connection.end(PEER_GONE)}, not thrown.
 */
public interface Transport {
    /**
     * Whether the transport learns of its peer's end without writing. Called from any thread, and more than once: the answer may
     * change from true to false, once, before the first {@link #send}, if it is known only then who carries the connection.
     */
    boolean seesPeerGo();

    /** Answers that the connection is not admitted, and ends. Called at most once, from any thread, and then nothing else is. */
    void refuse(Refusal refusal);

    /** Commits status 200 and the headers of an event stream. Called at most once, before the first {@link #send}. */
    void open();

    /**
     * Whether {@link #send} may be called now. After a false the transport calls {@link Connection#writable()} in time. Asked after
     * each such call, even if there is nothing to send, so that a transport can push out what it has taken before.
     */
    boolean isWritable();

    /**
     * Takes the blocks and sends them without delay. Called only after {@link #isWritable} was true. The arrays are shared and
     * must not be changed.
     */
    void send(List<byte[]> blocks);

    /** Ends the response, which has taken all that was sent. May be called more than once, and without {@link #open}. */
    void end();

    /** Ends the response at once, whatever is still on its way: its peer had its time to take it. */
    void abort();
}
