package io.freshet.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What a container does for a response of the portable transport beyond what the Servlet API asks of it. */
interface Container {
    /** Nothing. */
    Container PLAIN = () -> false;

    /** Nothing, over HTTP/2. */
    Container PLAIN_HTTP_2 = new Container() {
        @Override
        public boolean seesPeerGo() {
            return false;
        }

        @Override
        public boolean mayBlock() {
            return true;
        }
    };

    /** One of which nothing is known. */
    static Container unknown(HttpServletRequest request) {
        return Accelerator.isHttp2(request) ? PLAIN_HTTP_2 : PLAIN;
    }

    /** Whether a peer that goes is seen without a write. Called from any thread; it may turn out later that it is not. */
    boolean seesPeerGo();

    /**
     * The lock for everything that touches one response: its own if the container has one that it holds itself around what it does
     * with the response. Called once for each.
     */
    default Lock lock() {
        return new ReentrantLock();
    }

    /** The response has become asynchronous. Called once, on the request's own thread, before anything can be written. */
    default void started(PortableTransport transport) {}

    /**
     * The response begins: it is not a refusal, nothing has been written to it, and output may be written now. Called once, by the
     * lane or by the container, while nobody else touches the response.
     *
     * @param output the response's output
     * @return what is to be written to from here on; null if the connection is carried by somebody else, and the response is only to
     *     be completed
     */
    default @Nullable ServletOutputStream begin(
            PortableTransport transport, HttpServletResponse response, ServletOutputStream output) throws IOException {
        return output;
    }

    /**
     * Whether a write may wait for the peer although the output is ready. Over HTTP/2 streams share a socket, for which some
     * containers wait.
     */
    default boolean mayBlock() {
        return false;
    }

    /**
     * Writes to what {@link #begin} has returned.
     *
     * @return whether a flush is needed to get it on its way
     */
    default boolean write(ServletOutputStream output, byte[] bytes) throws IOException {
        output.write(bytes);
        return true;
    }

    /** Something that was done to the response has failed. A container that does not report every failure by itself does so now. */
    default void failed(IOException failure) {}

    /**
     * Ends a response whose peer takes nothing, after which the container reports an error.
     *
     * @return false if nothing was done: to complete the response ends it as well
     */
    default boolean cut() {
        return false;
    }
}
