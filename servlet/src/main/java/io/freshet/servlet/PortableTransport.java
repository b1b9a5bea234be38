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
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection over non-blocking output as any servlet container has it.
 *
 * <p>The response begins when two things have come, in either order: the lane has opened it, or the connection is refused or let go;
 * and the container has said that it takes something, which it does only after the request's own thread has come back to it. From
 * then on the lane writes, and the container's callbacks tell the connection.
 *
 * <p>The container may use the response for another request as soon as this one is complete. So nothing that touches the response
 * may overlap with the completion: it happens under one lock, the container's own where it has one, and after the completion not at
 * all. Only the listeners are set without it, on the request's own thread, before whose return nothing can complete. Until the
 * container has said that it takes something nobody else waits for the lock, since the request's thread may be in the application
 * for as long as it likes. A write that fails completes nothing: the container is about to report the failure, and it is complete
 * once that report has come.
 */
final class PortableTransport implements Transport, WriteListener, AsyncListener {
    private static final Logger LOG = LoggerFactory.getLogger(PortableTransport.class);

    private final Connection connection;
    /** Told that something may be written again. */
    private final Runnable writable;

    private final AsyncContext async;
    private final HttpServletResponse response;
    private final Container container;

    /** Held around everything that touches the response. */
    private final ResponseLock lock;

    // What is wanted, and whether it can be had: each is set before the others are looked at.
    /** The container has said for the first time that it takes something. */
    private volatile boolean possible;
    /** The lane wants to write. */
    private volatile boolean opened;
    /** The lane has let go of the response, or never gets it. */
    private volatile boolean left;

    private volatile @Nullable Refusal refusal;

    // All below is set under the lock.
    private volatile boolean broken;
    private volatile boolean complete;
    /** The head is on its way, and the lane may write. */
    private boolean begun;

    private ServletOutputStream output;
    private boolean unflushed;
    private boolean passedOn;

    private PortableTransport(
            Connection connection,
            Runnable writable,
            AsyncContext async,
            HttpServletResponse response,
            ServletOutputStream output,
            Container container) {
        this.connection = connection;
        this.writable = writable;
        this.async = async;
        this.response = response;
        this.output = output;
        this.container = container;
        this.lock = new ResponseLock(container.lock());
    }

    /** Starts asynchronous processing, on the request's own thread. */
    static PortableTransport start(
            Connection connection, HttpServletRequest request, HttpServletResponse response, Container container) {
        return start(connection, request, response, container, connection::writable);
    }

    /** The same for another than the lane. */
    static PortableTransport start(
            Connection connection,
            HttpServletRequest request,
            HttpServletResponse response,
            Container container,
            Runnable writable) {
        ServletOutputStream output;
        try {
            output = response.getOutputStream();
        } catch (IOException failure) {
            throw new UncheckedIOException("the response has no output stream", failure);
        }
        // Without arguments the outermost response would be the container's own, and wrappers lost.
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(0);
        PortableTransport transport = new PortableTransport(connection, writable, async, response, output, container);
        async.addListener(transport);
        container.started(transport);
        output.setWriteListener(transport);
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
        refusal = answer;
        left = true;
        attempt(this::proceed);
    }

    @Override
    public void open() {
        opened = true;
        attempt(this::proceed);
    }

    /** By the container, whom a failure is thrown to: something may be written, for the first time or again. */
    @Override
    public void onWritePossible() throws IOException {
        possible = true;
        if (locked(this::proceed)) {
            writable.run();
        }
    }

    /** Something that is done to the response. */
    private interface Attempt {
        boolean isDone() throws IOException;
    }

    /** Does something to the response, whose failure the container is about to report. */
    private boolean attempt(Attempt attempt) {
        try {
            return locked(attempt);
        } catch (IOException failure) {
            LOG.debug("Connection {} could not be written to", connection, failure);
            connection.end(CloseReason.PEER_GONE);
            return true;
        }
    }

    /** What comes of it; true without it if the response is over, false if nothing can be done to it yet. */
    private boolean locked(Attempt attempt) throws IOException {
        if (isOver() || !possible) {
            return isOver();
        }
        if (!lock.lockUnless(this::isOver)) {
            return true;
        }
        try {
            return isOver() || attempt.isDone();
        } catch (IOException failure) {
            broken = true;
            container.failed(failure);
            throw failure;
        } finally {
            lock.unlock();
        }
    }

    private boolean isOver() {
        return complete || broken;
    }

    /**
     * Begins the response, or ends one that was let go, as far as that is possible now.
     *
     * @return whether the lane may write
     */
    private boolean proceed() throws IOException {
        if (left) {
            if (isAllTaken()) {
                answerRefusal();
                complete();
            }
            return false;
        }
        if (opened && !begun) {
            begin();
        }
        return begun;
    }

    private void answerRefusal() throws IOException {
        Refusal answer = refusal;
        if (answer != null) {
            byte[] body = answer.body();
            StreamHeaders.refusal(answer, body.length, response);
            output.write(body);
        }
    }

    private void begin() throws IOException {
        ServletOutputStream own = container.begin(this, response, output);
        if (own != null) {
            output = own;
            begun = true;
        } else {
            passedOn = true;
            complete();
        }
    }

    /** True for a response that is over, too: what it is sent vanishes, and its lane has nothing to wait for. */
    @Override
    public boolean isWritable() {
        return attempt(() -> begun && isAllTaken());
    }

    @Override
    public void send(List<byte[]> blocks) {
        attempt(() -> {
            unflushed = container.write(output, joined(blocks));
            return !unflushed || (output.isReady() && flush());
        });
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

    /** Completes the response; one of which the container has not said yet that it takes something, as soon as it has. */
    private void finish(boolean atOnce) {
        left = true;
        attempt(() -> {
            if (output.isReady()) {
                complete();
            } else if (atOnce) {
                cut();
            }
            return complete;
        });
    }

    private void cut() {
        broken = true;
        if (!container.cut()) {
            broken = false;
            complete();
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
            giveBack();
        }
    }

    /** The container may be done with the request by itself, because of an error that it tells of only later, or not at all. */
    private void giveBack() {
        try {
            async.complete();
        } catch (IllegalStateException | RejectedExecutionException completed) {
            LOG.trace("Connection {} was complete already, or the container is ending", connection, completed);
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        boolean ended;
        lock.lock();
        try {
            complete = true;
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
