package io.freshet.servlet;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.Refusal;
import io.freshet.Transport;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection over non-blocking output as any servlet container has it.
 *
 * <p>The lane writes; the container's callbacks tell the connection and touch no output, with two exceptions that the lane takes
 * no part in any more: the answer to a refusal, and the end of a response that was let go before it could begin.
 *
 * <p>The container may use the response for another request as soon as this one is complete. So a write and the completion must
 * never overlap: both happen under one lock, and after the completion nothing touches the response. A write that fails completes
 * nothing: the container is about to report the failure, and it is complete once that report has come.
 */
final class PortableTransport implements Transport, WriteListener, AsyncListener {
    private static final Logger LOG = LoggerFactory.getLogger(PortableTransport.class);

    private final Connection connection;
    private final AsyncContext async;
    private final HttpServletResponse response;
    private final Container container;

    /** Held around everything that touches the response. Nobody waits for I/O under it: the output does not block. */
    private final ReentrantLock lock = new ReentrantLock();

    /** The container has said for the first time that it takes something. Written by the container. */
    private volatile boolean possible;
    /** The lane has let go of the response, or never gets it. Written under the lock. */
    private volatile boolean left;

    // All below is guarded by the lock.
    private ServletOutputStream output;
    private boolean begun;
    private boolean beginning;
    private boolean completesAfterwards;
    private boolean unflushed;
    private boolean broken;
    private boolean complete;
    private boolean passedOn;
    private @Nullable Refusal refusal;

    private PortableTransport(
            Connection connection,
            AsyncContext async,
            HttpServletResponse response,
            ServletOutputStream output,
            Container container) {
        this.connection = connection;
        this.async = async;
        this.response = response;
        this.output = output;
        this.container = container;
    }

    /** Starts asynchronous processing, on the request's own thread. */
    static PortableTransport start(Connection connection, HttpServletRequest request, HttpServletResponse response) {
        return start(connection, request, response, Container.PLAIN);
    }

    /** The same on a container that does more than it has to. */
    static PortableTransport start(
            Connection connection, HttpServletRequest request, HttpServletResponse response, Container container) {
        ServletOutputStream output;
        try {
            output = response.getOutputStream();
        } catch (IOException failure) {
            throw new UncheckedIOException("the response has no output stream", failure);
        }
        // Without arguments the outermost response would be the container's own, and wrappers lost.
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(0);
        PortableTransport transport = new PortableTransport(connection, async, response, output, container);
        async.addListener(transport);
        return transport;
    }

    @Override
    public boolean seesPeerGo() {
        return container.seesPeerGo();
    }

    /** Does something that must not happen to a response that is complete. It must not block. */
    void ifOpen(Runnable task) {
        lock.lock();
        try {
            if (!complete) {
                task.run();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void refuse(Refusal answer) {
        lock.lock();
        try {
            left = true;
            refusal = answer;
        } finally {
            lock.unlock();
        }
        begin();
    }

    @Override
    public void open() {
        begin();
    }

    /**
     * Asks the container to say when it takes something. It does so only after the request's thread has come back to it.
     *
     * <p>The container may want a lock of its own for this, which it also holds around its callbacks. So they must not have to wait
     * for a lock that is held here; what they complete meanwhile is completed behind it.
     */
    private void begin() {
        ServletOutputStream asked;
        lock.lock();
        try {
            if (complete || begun) {
                return;
            }
            begun = true;
            beginning = true;
            asked = output;
        } finally {
            lock.unlock();
        }
        try {
            asked.setWriteListener(this);
        } finally {
            hasBegun();
        }
    }

    private void hasBegun() {
        lock.lock();
        try {
            beginning = false;
            if (completesAfterwards) {
                giveBack();
            }
        } finally {
            lock.unlock();
        }
    }

    /** True for a response that is over, too: what it is sent vanishes, and its lane has nothing to wait for. */
    @Override
    public boolean isWritable() {
        if (!possible) {
            return false;
        }
        boolean failed = false;
        lock.lock();
        try {
            if (complete || broken) {
                return true;
            }
            return isAllTaken();
        } catch (IOException failure) {
            failed = broken = true;
            LOG.debug("Connection {} could not be written to", connection, failure);
            return true;
        } finally {
            lock.unlock();
            if (failed) {
                connection.end(CloseReason.PEER_GONE);
            }
        }
    }

    @Override
    public void send(List<byte[]> blocks) {
        boolean failed = false;
        lock.lock();
        try {
            if (complete || broken) {
                return;
            }
            unflushed = container.write(output, joined(blocks));
            if (unflushed && output.isReady()) {
                flush();
            }
        } catch (IOException failure) {
            failed = broken = true;
            LOG.debug("Connection {} could not be written to", connection, failure);
        } finally {
            lock.unlock();
        }
        if (failed) {
            connection.end(CloseReason.PEER_GONE);
        }
    }

    /** Pushes out what has been written. What is left when a response is completed, some containers write while they block. */
    private boolean isAllTaken() throws IOException {
        return output.isReady() && (!unflushed || (flush() && output.isReady()));
    }

    private boolean flush() throws IOException {
        unflushed = false;
        output.flush();
        return true;
    }

    private static byte[] joined(List<byte[]> blocks) {
        if (blocks.size() == 1) {
            return blocks.get(0);
        }
        int length = 0;
        for (byte[] block : blocks) {
            length += block.length;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] block : blocks) {
            System.arraycopy(block, 0, all, at, block.length);
            at += block.length;
        }
        return all;
    }

    @Override
    public void end() {
        finish(false);
    }

    /** To complete while something is on its way cuts it off on some containers, which frees the connection the sooner. */
    @Override
    public void abort() {
        finish(true);
    }

    /** Completes the response; one that the container has not allowed to begin, as soon as it has. */
    private void finish(boolean atOnce) {
        lock.lock();
        try {
            left = true;
            if (complete || broken || (begun && !possible)) {
                return;
            }
            if (!begun || output.isReady()) {
                complete();
            } else if (atOnce) {
                cut();
            }
        } finally {
            lock.unlock();
        }
    }

    private void cut() {
        broken = true;
        if (!container.cut()) {
            broken = false;
            complete();
        }
    }

    @Override
    public void onWritePossible() throws IOException {
        if (!possible && !begins()) {
            return;
        }
        possible = true;
        if (!left) {
            connection.writable();
            return;
        }
        lock.lock();
        try {
            if (complete || !isAllTaken()) {
                return;
            }
            if (refusal != null) {
                byte[] body = refusal.body();
                StreamHeaders.refusal(refusal, body.length, response);
                output.write(body);
            }
            complete();
        } finally {
            lock.unlock();
        }
    }

    /** False if somebody else carries on. */
    private boolean begins() throws IOException {
        lock.lock();
        try {
            if (left || complete) {
                return true;
            }
            ServletOutputStream own = container.begin(this, response, output);
            if (own != null) {
                output = own;
                return true;
            }
            passedOn = true;
            complete();
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onError(Throwable failure) {
        LOG.debug("Connection {} was given up by the container", connection, failure);
        over(CloseReason.PEER_GONE);
    }

    /**
     * The container wants an answer here and now, also if the response was completed in the same moment: otherwise it looks for
     * an error page, and logs that there is none for an event stream.
     */
    @Override
    public void onError(AsyncEvent event) {
        LOG.debug("Connection {} was given up by the container", connection, event.getThrowable());
        connection.end(CloseReason.PEER_GONE);
        lock.lock();
        try {
            complete = true;
            completesAfterwards = false;
            giveBack();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        over(CloseReason.TIMEOUT);
    }

    private void over(CloseReason reason) {
        connection.end(reason);
        lock.lock();
        try {
            complete();
        } finally {
            lock.unlock();
        }
    }

    private void complete() {
        if (!complete) {
            complete = true;
            if (beginning) {
                completesAfterwards = true;
            } else {
                giveBack();
            }
        }
    }

    /** The container may be done with the request by itself, because of an error that it tells of only later, or not at all. */
    private void giveBack() {
        try {
            async.complete();
        } catch (IllegalStateException completed) {
            LOG.trace("Connection {} was complete already", connection, completed);
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        boolean ended;
        lock.lock();
        try {
            complete = true;
            completesAfterwards = false;
            ended = !passedOn;
        } finally {
            lock.unlock();
        }
        if (ended) {
            connection.end(CloseReason.PEER_GONE);
        }
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
