package io.freshet.servlet;

import io.freshet.ConnectRequest;
import io.freshet.Connection;
import io.freshet.Hub;
import io.freshet.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Connects a hub's streams over the responses of a servlet container. May be used by any number of threads.
 *
 * <p>Once a stream has begun, no container thread is bound to it: its lane writes, and only what the response takes at once. Where that
 * may block nevertheless, over HTTP/2 on most containers, a thread of this object's own writes, one for a connection at most.
 */
public final class ServletTransports {
    private final Hub hub;
    private final Accelerators accelerators;
    private final Writers writers;
    private final @Nullable VanishedPeers vanished;

    /**
     * With {@link Acceleration#AUTO}.
     *
     * @param hub what is asked for connections; it is closed by whoever built it
     */
    public ServletTransports(Hub hub) {
        this(hub, Acceleration.AUTO);
    }

    /**
     * @param hub what is asked for connections; it is closed by whoever built it
     * @param acceleration whether connections may be carried by what a container has beyond the Servlet API
     */
    public ServletTransports(Hub hub, Acceleration acceleration) {
        this(hub, acceleration, new Writers());
    }

    ServletTransports(Hub hub, Acceleration acceleration, Writers writers) {
        this.hub = hub;
        this.writers = writers;
        this.accelerators = new Accelerators(acceleration, new Objections());
        this.vanished = VanishedPeers.of(hub, KernelSockets.ofThisMachine());
    }

    /**
     * Asks the hub for a connection over this response, now or a little later. Takes the response over, so the caller must leave it
     * alone from here on and return to the container. Call it on the request's own thread.
     *
     * @param httpResponse not committed, and without a writer or output stream in use. What wraps it is respected
     * @return the connection; null for a {@code HEAD} request, which is answered with the headers of a stream and nothing else
     * @throws IllegalStateException if the request does not support asynchronous processing, or it was started already
     */
    public @Nullable Connection connect(
            ConnectRequest request, HttpServletRequest httpRequest, HttpServletResponse httpResponse) {
        StreamHeaders.stream(httpResponse);
        if (httpRequest.getMethod().equals("HEAD")) {
            return null;
        }
        String socket = vanished == null ? null : KernelSockets.nameOf(Wrappers.innermost(httpRequest));
        Connection connection = carried(request, httpRequest, httpResponse);
        if (vanished != null && socket != null) {
            vanished.watch(connection, socket);
        }
        return connection;
    }

    private Connection carried(
            ConnectRequest request, HttpServletRequest httpRequest, HttpServletResponse httpResponse) {
        Accelerator accelerator = accelerators.choose(httpRequest, httpResponse);
        if (accelerator != null) {
            return accelerator.connect(hub, request, httpRequest, httpResponse, accelerators.objections());
        }
        Container container = accelerators.container(httpRequest);
        return hub.connect(
                request,
                connection -> container.mayBlock()
                        ? RelayedTransport.start(connection, httpRequest, httpResponse, container, writers)
                        : PortableTransport.start(connection, httpRequest, httpResponse, container));
    }

    /**
     * Answers a refusal without any connection, on the calling thread, whatever the request accepts.
     *
     * @param response not committed
     * @throws IOException if the answer could not be written
     */
    public static void refuse(Refusal refusal, HttpServletResponse response) throws IOException {
        byte[] body = refusal.body();
        StreamHeaders.refusal(refusal, body.length, response);
        response.getOutputStream().write(body);
        response.flushBuffer();
    }
}
