package io.freshet.servlet;

import io.freshet.CloseReason;
import io.freshet.Connection;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Jetty to tell when the peer of a response sends something, or ends. Jetty itself reads nothing while a request that has no
 * body is being answered.
 *
 * <p>When the response is complete, Jetty wants to read again. It closes the connection if somebody else is about to; so the
 * response says {@code Connection: close}, and nobody asks to read after its completion.
 */
final class JettyReadInterest implements JettyOutput, Callback {
    private static final Logger LOG = LoggerFactory.getLogger(JettyReadInterest.class);

    private final Connection connection;
    private final EndPoint endPoint;
    private final Objections told;
    private volatile boolean blind;
    private volatile @Nullable PortableTransport transport;

    JettyReadInterest(Connection connection, EndPoint endPoint, Objections told) {
        this.connection = connection;
        this.endPoint = endPoint;
        this.told = told;
    }

    @Override
    public boolean seesPeerGo() {
        return !blind;
    }

    @Override
    public ServletOutputStream begin(PortableTransport begun, HttpServletResponse response, ServletOutputStream output)
            throws IOException {
        transport = begun;
        if (response.isCommitted()) {
            giveUp("the head of the response was sent before the stream could begin");
        } else {
            response.setHeader("Connection", "close");
            watch();
        }
        return JettyOutput.super.begin(begun, response, output);
    }

    private void watch() {
        if (!endPoint.tryFillInterested(this)) {
            giveUp("somebody else reads from the connection");
        }
    }

    private void watchUnlessComplete() {
        Objects.requireNonNull(transport).ifOpen(this::watch);
    }

    private void giveUp(String reason) {
        blind = true;
        told.tell(reason);
    }

    /** By Jetty: there is something to read. What the peer sends was not asked for; a little of it is dropped at a time. */
    @Override
    public void succeeded() {
        if (isPeerThere()) {
            watchUnlessComplete();
        } else {
            LOG.debug("The peer of {} has gone", connection);
            connection.end(CloseReason.PEER_GONE);
        }
    }

    private boolean isPeerThere() {
        try {
            // Jetty fills behind the limit.
            return endPoint.fill(Scratch.forReading().limit(0)) >= 0;
        } catch (IOException end) {
            LOG.trace("The end point of {} cannot be read", connection, end);
            return false;
        }
    }

    /** By Jetty: the end point was closed. Or nothing came or went for some time, which is how a stream may be. */
    @Override
    public void failed(Throwable failure) {
        if (failure instanceof TimeoutException && endPoint.isOpen()) {
            watchUnlessComplete();
        } else {
            LOG.debug("The connection of {} was closed", connection, failure);
            connection.end(CloseReason.PEER_GONE);
        }
    }

    /** Nothing here blocks, so the selector's thread may do it. */
    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
