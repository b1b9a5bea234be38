package io.freshet.server;

import io.freshet.ConnectRequest;
import io.freshet.Connection;
import io.freshet.Hub;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request and the way to answer it, over HTTP/1.1 and HTTP/2 alike. It is answered once, by {@link #answer} or {@link #stream};
 * whoever comes second is told so by an {@link IllegalStateException}. Methods may be called from any thread and never block.
 */
public interface Exchange {
    /** The method, in capitals as it came. */
    String method();

    /** The path as it came, percent-encoded, without the query. */
    String path();

    /** The parameters of the query, decoded, each with its values in their order. */
    Map<String, List<String>> query();

    /** The first value of a header, by its name in any case; null if there is none. */
    @Nullable
    String header(String name);

    /** All values of a header, in their order. */
    List<String> headers(String name);

    /** The body; empty if there is none. Not longer than the server was configured to take. */
    byte[] body();

    /** Where the connection comes from. */
    InetSocketAddress remoteAddress();

    /** Whether it came over TLS. */
    boolean isSecure();

    /** Answers with a whole response. */
    void answer(Answer answer);

    /**
     * Answers with what the hub makes of this: a stream, or its refusal.
     *
     * @param headers of the answer besides those of every stream, as they are known when the stream begins; its key is a name, its
     *     value what {@link Connection#beginsAfter()} and the like say then
     */
    Connection stream(Hub hub, ConnectRequest request, StreamHeaders headers);

    /** Closes its connection, or over HTTP/2 its stream, in place of an answer; nothing if it has been answered. */
    void abort();

    /** Headers of a stream's answer that depend on where it begins. */
    @FunctionalInterface
    interface StreamHeaders {
        /** None. */
        StreamHeaders NONE = connection -> Map.of();

        /**
         * Asked once, right before the head is sent, on the event loop of the exchange: which is the connection's lane, unless the hub
         * has lanes of its own; then that may have gone on meanwhile. Of a refusal by any thread.
         */
        Map<String, String> of(Connection connection);
    }
}
