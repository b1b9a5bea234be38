package io.freshet.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A reader of one event stream, that does to a server what browsers, proxies and dying machines do. For one thread at a time.
 *
 * <p>Nothing is taken from the server unless a method here is called, so whoever calls none has stopped reading.
 */
public interface SseClient extends AutoCloseable {
    /** How long the methods here wait that name no time. */
    Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    /** A request that is being put together. */
    interface Request {
        /** Sets a header. */
        Request header(String name, String value);

        /** Lets no more than about so many bytes come that were not read. */
        Request receiveBuffer(int bytes);

        /** Sends the request. The response is read when it is asked for. */
        SseClient send() throws IOException;

        /** Sends the request and reads the head of the response. */
        SseClient open() throws IOException;
    }

    /**
     * The head of a response.
     *
     * @param status the status code
     * @param headers by name in any case; of several with one name, all, joined by commas
     */
    record Head(int status, Map<String, String> headers) {
        /** The value of a header, or null. */
        public @Nullable String header(String name) {
            return headers.get(name);
        }
    }

    /**
     * The head of the response, waiting up to 10 seconds for it.
     *
     * @throws EOFException if the connection ends before
     */
    Head head() throws IOException;

    /**
     * The next block; null at the end of the response.
     *
     * @throws SocketTimeoutException if nothing comes for so long; no block can be read afterwards
     */
    @Nullable
    SseBlock block(Duration timeout) throws IOException;

    /**
     * The next block, waiting up to 10 seconds; null at the end of the response.
     *
     * @throws SocketTimeoutException if none comes in time
     */
    default @Nullable SseBlock block() throws IOException {
        return block(DEFAULT_TIMEOUT);
    }

    /**
     * The next event: what is no heartbeat, no comment, and no {@code reselected}, which comes whenever a change takes effect. Null at
     * the end of the response.
     *
     * @throws SocketTimeoutException if nothing comes for 10 seconds
     */
    default @Nullable SseBlock event() throws IOException {
        return block(block -> block.isEvent() && !block.is("reselected"));
    }

    /**
     * The next event with this name.
     *
     * @throws EOFException if the response ends before
     * @throws SocketTimeoutException if nothing comes for 10 seconds
     */
    default SseBlock event(String name) throws IOException {
        SseBlock found = block(block -> block.isEvent() && block.name().equals(name));
        if (found == null) {
            throw new EOFException("the response ended before an event " + name);
        }
        return found;
    }

    /**
     * The next block that fits; null at the end of the response.
     *
     * @throws SocketTimeoutException if nothing comes for 10 seconds
     */
    default @Nullable SseBlock block(Predicate<SseBlock> wanted) throws IOException {
        SseBlock block = block();
        while (block != null && !wanted.test(block)) {
            block = block();
        }
        return block;
    }

    /** Reads to the end of the response and says which blocks came. */
    default List<SseBlock> rest() throws IOException {
        List<SseBlock> blocks = new ArrayList<>();
        for (SseBlock block = block(); block != null; block = block()) {
            blocks.add(block);
        }
        return blocks;
    }

    /** Sends another request, for this target, on the same connection, when the last response has been read to its end. */
    void next(String target) throws IOException;

    /** Whether a response that has been read to its end can be followed by another on this connection. */
    boolean isKeptAlive() throws IOException;

    /**
     * Gives up this response, as a browser does whose tab is closed while events come: over HTTP/1 with a reset of the connection,
     * over HTTP/2 with a reset of the stream, whose connection stays.
     */
    void reset() throws IOException;

    /** Ends the connection without a word, as a machine does that was switched off and answers nothing more: with a reset. */
    void cut() throws IOException;

    /** Closes the connection as one does that has no more to ask. */
    @Override
    void close() throws IOException;
}
