package io.freshet.servlet;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.Refusal;
import io.freshet.Transport;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket that was Tomcat's own until the head of a response had been sent over it. Tomcat watches it, and tells of what the peer
 * sends, of its end, and when it takes something again; the lane writes to it.
 *
 * <p>Tomcat holds the wrapper's lock while it handles an event of a socket, and uses the channel for another socket as soon as this
 * one is closed. So whatever touches the channel holds that lock, too, and nothing does after the end. It is never held for long:
 * nothing here blocks.
 */
class TakenSocket implements Transport, InternalHttpUpgradeHandler {
    private static final Logger LOG = LoggerFactory.getLogger(TakenSocket.class);

    /** Tomcat makes the handler by itself, and asks for a public class. */
    public static final class Instance extends TakenSocket {
        /** For Tomcat. */
        public Instance() {}
    }

    /** How often it is read from at once: for a peer that sends and sends, each event costs more than what it brings. */
    private static final int READS = 64;

    private @Nullable Connection carried;
    private boolean chunked;
    private volatile @Nullable SocketWrapperBase<?> wrapper;

    /** The response is the lane's from here on: Tomcat has sent all that it had to. */
    private volatile boolean possible;

    /** The lane has let go of it. */
    private volatile boolean left;

    // All below is guarded by the wrapper's lock.
    private boolean over;

    /** What {@link SocketBuffers} took away. */
    private int bufferSize;

    /** What the socket has not taken yet, or null. */
    private @Nullable ByteBuffer rest;

    /** Tomcat has been asked to tell when the socket takes something again. Until then nobody tries: a lane asks with every event. */
    private boolean waits;

    private TakenSocket() {}

    /** @throws LinkageError if this Tomcat lacks a method that is used here, or asks for one that is not there */
    static void link() {
        Linkage.requireMethod(SocketWrapperBase.class, ReentrantLock.class, "getLock");
        Linkage.requireMethod(SocketWrapperBase.class, Object.class, "getSocket");
        Linkage.requireMethod(SocketWrapperBase.class, int.class, "read", boolean.class, ByteBuffer.class);
        Linkage.requireMethod(SocketWrapperBase.class, void.class, "registerReadInterest");
        Linkage.requireMethod(SocketWrapperBase.class, void.class, "registerWriteInterest");
        Linkage.requireMethod(SocketWrapperBase.class, void.class, "close");
        Linkage.requireMethod(NioChannel.class, int.class, "write", ByteBuffer.class);
        Linkage.requireMethod(NioChannel.class, int.class, "getOutboundRemaining");
        Linkage.requireImplemented(Instance.class);
    }

    /** @param chunked whether the head said that the body comes in chunks (RFC 9112, 7.1) */
    void carry(Connection connection, boolean chunked) {
        this.carried = connection;
        this.chunked = chunked;
    }

    private Connection connection() {
        if (carried == null) {
            throw new IllegalStateException("carries no connection");
        }
        return carried;
    }

    private SocketWrapperBase<?> socket() {
        SocketWrapperBase<?> taken = wrapper;
        if (taken == null) {
            throw new IllegalStateException("the socket has not been handed over");
        }
        return taken;
    }

    private NioChannel channel() {
        return (NioChannel) socket().getSocket();
    }

    // What the container tells, holding the lock but where it says otherwise.

    @Override
    public void setSocketWrapper(SocketWrapperBase<?> handedOver) {
        wrapper = handedOver;
    }

    @Override
    public void init(WebConnection unused) {
        possible = true;
        if (left) {
            close();
        } else {
            bufferSize = SocketBuffers.takeFrom(channel());
            // Tomcat does so itself, but not if what led here was that the socket could be written to.
            socket().registerReadInterest();
            connection().writable();
        }
    }

    @Override
    public SocketState upgradeDispatch(SocketEvent event) {
        if (!over && event == SocketEvent.OPEN_WRITE) {
            waits = false;
            connection().writable();
        } else if (!over && !(event == SocketEvent.OPEN_READ && isPeerThere())) {
            LOG.debug("The peer of {} has gone: {}", connection(), event);
            gone();
        }
        return over ? SocketState.CLOSED : SocketState.UPGRADED;
    }

    /** Reads what the peer has sent, which nobody has asked it for. */
    private boolean isPeerThere() {
        try {
            int read = 1;
            for (int i = 0; i < READS && read > 0; i++) {
                read = socket().read(false, Scratch.forReading());
            }
            return read >= 0;
        } catch (IOException end) {
            LOG.trace("The socket of {} cannot be read", connection(), end);
            return false;
        }
    }

    private void gone() {
        connection().end(CloseReason.PEER_GONE);
        settle();
    }

    /** May come without the lock, more than once, or never: a close that races the hand-over loses it. */
    @Override
    public void destroy() {
        if (wrapper == null) {
            connection().end(CloseReason.PEER_GONE);
            return;
        }
        ReentrantLock lock = socket().getLock();
        lock.lock();
        try {
            if (!over) {
                gone();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void timeoutAsync(long now) {}

    @Override
    public void setSslSupport(SSLSupport support) {}

    @Override
    public void pause() {}

    // What the lane wants.

    @Override
    public boolean seesPeerGo() {
        return true;
    }

    @Override
    public void refuse(Refusal refusal) {
        throw new IllegalStateException("the socket was taken over for a connection that was admitted");
    }

    /** The head has been sent. */
    @Override
    public void open() {}

    /** True for a socket that is closed, too: what it is sent vanishes, and its lane has nothing to wait for. */
    @Override
    public boolean isWritable() {
        if (!possible) {
            return false;
        }
        ReentrantLock lock = socket().getLock();
        lock.lock();
        try {
            return over || (!waits && (isTaken() || pushOut()));
        } catch (IOException failure) {
            failed(failure);
        } finally {
            lock.unlock();
        }
        return true;
    }

    /** Goes on with what the socket had not taken. */
    private boolean pushOut() throws IOException {
        ByteBuffer first = rest != null ? rest : Scratch.EMPTY;
        write(first);
        rest = first.hasRemaining() ? first : null;
        return isTakenOrWaits();
    }

    private boolean isTakenOrWaits() {
        boolean taken = isTaken();
        if (!taken) {
            waits = true;
            socket().registerWriteInterest();
        }
        return taken;
    }

    @Override
    public void send(List<byte[]> blocks) {
        ReentrantLock lock = socket().getLock();
        lock.lock();
        try {
            if (!over) {
                ByteBuffer bytes = chunked ? Scratch.ofChunk(blocks) : Scratch.of(blocks);
                write(bytes);
                rest = bytes.hasRemaining() ? Scratch.copyOfRest(bytes) : null;
                boolean unused = isTakenOrWaits();
            }
        } catch (IOException failure) {
            failed(failure);
        } finally {
            lock.unlock();
        }
    }

    /** Writes what the socket takes at once; with TLS, what was encrypted before goes first. */
    private void write(ByteBuffer bytes) throws IOException {
        NioChannel channel = channel();
        int taken;
        do {
            taken = channel.write(bytes);
        } while (taken > 0 && bytes.hasRemaining());
    }

    private boolean isTaken() {
        return rest == null && channel().getOutboundRemaining() == 0;
    }

    private void failed(IOException failure) {
        LOG.debug("Connection {} could not be written to", connection(), failure);
        connection().end(CloseReason.PEER_GONE);
        close();
    }

    @Override
    public void end() {
        finish(true);
    }

    @Override
    public void abort() {
        finish(false);
    }

    private void finish(boolean properly) {
        left = true;
        if (!possible) {
            return;
        }
        ReentrantLock lock = socket().getLock();
        lock.lock();
        try {
            if (!over && properly && chunked && isTaken()) {
                write(ByteBuffer.wrap(Scratch.LAST_CHUNK));
            }
        } catch (IOException failure) {
            LOG.trace("Connection {} was gone before its end", connection(), failure);
        } finally {
            close();
            lock.unlock();
        }
    }

    private void close() {
        if (!over) {
            settle();
            socket().close();
        }
    }

    private void settle() {
        over = true;
        rest = null;
        SocketBuffers.restore(channel(), bufferSize);
    }
}
