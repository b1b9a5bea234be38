package io.freshet.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What a container does for a response of the portable transport beyond what the Servlet API asks of it. */
interface Container {
    /** Nothing. */
    Container PLAIN = () -> false;

    /** Tells the transport's {@code AsyncListener} as soon as a peer has gone. */
    Container SIGHTED = () -> true;

    /** Whether a peer that goes is seen without a write. Called from any thread; it may turn out later that it is not. */
    boolean seesPeerGo();

    /**
     * The response begins: it is not a refusal, nothing has been written to it, and output may be written now. Called once, by the
     * container, while nobody else touches the response.
     *
     * @param output the response's output
     * @return what is to be written to from here on
     */
    default ServletOutputStream begin(
            PortableTransport transport, HttpServletResponse response, ServletOutputStream output) throws IOException {
        return output;
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
}
