package io.freshet.servlet;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.Refusal;
import io.freshet.Transport;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection whose socket is taken over from Tomcat, as soon as it is admitted. Until then the request waits in the portable
 * transport, which also carries the connection if the socket cannot be had.
 *
 * <p>The head of the response goes out through the filters' wrappers, so their headers are in it. Then Tomcat is told that the
 * protocol is another one from here on, which hands the socket to {@link TakenSocket}.
 */
final class TomcatTransport implements Transport, Container {
    private static final Logger LOG = LoggerFactory.getLogger(TomcatTransport.class);

    private final Connection connection;
    private final Container plain;
    private final Objections told;

    /** Null once somebody carries the connection: then it is of no use, or in use for somebody else's request. */
    private volatile @Nullable Exchange exchange;

    private volatile @Nullable Transport carrier;
    private volatile boolean left;
    private volatile boolean fellBack;

    // What the lane or the hub wanted before there was a carrier. Guarded by this.
    private boolean opened;
    private @Nullable Refusal refusal;

    /** @param plain what Tomcat does for the response while the request waits, and if the socket cannot be had */
    TomcatTransport(
            Connection connection,
            HttpServletRequest request,
            HttpServletResponse response,
            Container plain,
            Objections told) {
        this.connection = connection;
        this.exchange = new Exchange(request, response);
        this.plain = plain;
        this.told = told;
    }

    /** What the container has lent. */
    private record Exchange(HttpServletRequest request, HttpServletResponse response) {}

    /** Answers the request, or lets it wait. On its own thread, once the hub has been asked. */
    void answer() {
        Exchange asked = exchange;
        if (asked == null) {
            throw new IllegalStateException("answered twice");
        }
        Refusal decided;
        synchronized (this) {
            decided = refusal;
        }
        try {
            if (decided != null) {
                exchange = null;
                ServletTransports.refuse(decided, asked.response);
            } else if (connection.isAdmitted() && !isDispatched(asked)) {
                takeAtOnce(asked);
            } else {
                carry(PortableTransport.start(connection, asked.request, asked.response, this));
            }
        } catch (IOException failure) {
            LOG.debug("Connection {} could not be answered", connection, failure);
            exchange = null;
            connection.end(CloseReason.PEER_GONE);
        } catch (RuntimeException failure) {
            exchange = null;
            connection.end(CloseReason.FAILED);
            throw failure;
        }
    }

    /** Whether this is an async dispatch, of which Tomcat keeps the socket to itself unless the connection is kept alive. */
    private static boolean isDispatched(Exchange asked) {
        return asked.request.getAttribute(AsyncContext.ASYNC_REQUEST_URI) != null;
    }

    private void takeAtOnce(Exchange asked) throws IOException {
        asked.response.setHeader("Connection", "close");
        asked.response.flushBuffer();
        TakenSocket socket = take(asked);
        if (socket == null) {
            fellBack = true;
            carry(PortableTransport.start(connection, asked.request, asked.response, plain));
        } else {
            carry(socket);
        }
        exchange = null;
    }

    /** Takes the socket of a request that had to wait: Tomcat gives it up when the response is completed. */
    @Override
    public @Nullable ServletOutputStream begin(
            PortableTransport waiting, HttpServletResponse response, ServletOutputStream output) throws IOException {
        boolean sent = output.isReady();
        if (sent) {
            output.flush();
            // What is left of the head would be overtaken.
            sent = output.isReady();
        }
        Exchange asked = exchange;
        exchange = null;
        TakenSocket socket = asked == null || !sent ? null : take(asked);
        if (socket == null) {
            fellBack = true;
            return output;
        }
        carrier = socket;
        if (left) {
            socket.end();
        }
        return null;
    }

    /** Null if that is impossible. The head must have been sent. */
    private @Nullable TakenSocket take(Exchange asked) {
        HttpServletResponse inner = (HttpServletResponse) Wrappers.innermost(asked.response);
        boolean chunked = "chunked".equals(inner.getHeader("Transfer-Encoding"));
        boolean keptAlive = inner.getHeaders("Connection").stream().noneMatch("close"::equalsIgnoreCase);
        if (!inner.isCommitted()) {
            told.tell("a filter holds back the head of the response");
        } else if (inner.getHeader("Content-Encoding") != null) {
            told.tell("the container compresses text/event-stream");
        } else if (asked.request.isAsyncStarted() && !(chunked && keptAlive)) {
            told.tell("a request had to wait whose connection is not kept alive (HTTP/1.0, or Connection: close)");
        } else {
            try {
                TakenSocket socket = asked.request.upgrade(TakenSocket.Instance.class);
                socket.carry(connection, chunked);
                return socket;
            } catch (IOException | ServletException | RuntimeException | LinkageError failure) {
                LOG.debug("The socket of {} could not be taken over", connection, failure);
                told.tell("sockets cannot be taken over: " + failure);
            }
        }
        return null;
    }

    private void carry(Transport transport) {
        synchronized (this) {
            carrier = transport;
            if (refusal != null) {
                transport.refuse(refusal);
            } else if (opened) {
                transport.open();
            }
        }
        if (left) {
            transport.end();
        }
    }

    @Override
    public boolean seesPeerGo() {
        return !fellBack;
    }

    @Override
    public Lock lock() {
        return plain.lock();
    }

    @Override
    public void failed(IOException failure) {
        plain.failed(failure);
    }

    @Override
    public void refuse(Refusal answer) {
        synchronized (this) {
            refusal = answer;
            if (carrier == null) {
                return;
            }
        }
        carrier.refuse(answer);
    }

    @Override
    public void open() {
        synchronized (this) {
            opened = true;
            if (carrier == null) {
                return;
            }
        }
        carrier.open();
    }

    /** Whoever has passed the connection on while it was asked is over, and would take anything. */
    @Override
    public boolean isWritable() {
        Transport asked = carrier;
        return asked != null && asked.isWritable() && asked == carrier;
    }

    @Override
    public void send(List<byte[]> blocks) {
        Transport carrying = carrier;
        if (carrying == null) {
            throw new IllegalStateException("not writable yet");
        }
        carrying.send(blocks);
    }

    @Override
    public void end() {
        left = true;
        Transport carrying = carrier;
        if (carrying != null) {
            carrying.end();
        }
    }

    @Override
    public void abort() {
        left = true;
        Transport carrying = carrier;
        if (carrying != null) {
            carrying.abort();
        }
    }
}
