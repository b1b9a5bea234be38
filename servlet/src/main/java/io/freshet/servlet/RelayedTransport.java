package io.freshet.servlet;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.Refusal;
import io.freshet.Transport;
import jakarta.servlet.ServletConnection;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection over a response whose output may block although it is ready. The lane only says what it wants; a writer does it, in
 * turns: each does all that has been wanted by then, as far as it is possible.
 */
final class RelayedTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(RelayedTransport.class);

    private final Connection connection;
    private final Writers writers;
    /** Stands for the container's connection. */
    private final Object key;

    private final PortableTransport inner;

    /** A turn is on its way. */
    private final AtomicBoolean called = new AtomicBoolean();

    // What the lane wants.
    private volatile boolean opened;
    private volatile boolean left;
    private volatile boolean aborted;
    private volatile @Nullable Refusal refusal;
    private volatile @Nullable List<byte[]> blocks;

    /** Everything has been taken: set by turns, and taken back by the lane when it sends. */
    private volatile boolean ready;
    /** The lane was told that it may not send now. */
    private volatile boolean awaited;
    /** No turn has dealt yet with what the lane has sent. */
    private volatile boolean sending;
    /** One for each turn that has come since. */
    private final Semaphore turns = new Semaphore(0);

    /** Known to turns only. */
    private boolean begun;

    private RelayedTransport(
            Connection connection,
            HttpServletRequest request,
            HttpServletResponse response,
            Container container,
            Writers writers) {
        ServletConnection carrier = request.getServletConnection();
        this.connection = connection;
        this.writers = writers;
        this.key = carrier == null || carrier.getConnectionId().isEmpty() ? this : carrier.getConnectionId();
        this.inner = PortableTransport.start(connection, request, response, container, this::progressed);
    }

    /** As {@link PortableTransport#start}. */
    static RelayedTransport start(
            Connection connection,
            HttpServletRequest request,
            HttpServletResponse response,
            Container container,
            Writers writers) {
        return new RelayedTransport(connection, request, response, container, writers);
    }

    @Override
    public boolean seesPeerGo() {
        return inner.seesPeerGo();
    }

    @Override
    public void refuse(Refusal answer) {
        refusal = answer;
        callWriter();
    }

    @Override
    public void open() {
        opened = true;
        callWriter();
    }

    /**
     * Gives the turn that writes what was sent last a moment. Without it a lane would hand out a burst faster than quick
     * readers' writers come to run, and their outboxes would overflow.
     */
    @Override
    public boolean isWritable() {
        if (!ready) {
            awaitTurn();
            if (!ready) {
                awaited = true;
            }
        }
        return ready;
    }

    private void awaitTurn() {
        boolean patient = !writers.isStuck(key);
        while (sending && patient) {
            patient = turnCame();
        }
        if (sending) {
            writers.stuck(key);
        }
    }

    private boolean turnCame() {
        try {
            return turns.tryAcquire(writers.patienceNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void send(List<byte[]> more) {
        turns.drainPermits();
        blocks = more;
        sending = true;
        ready = false;
        callWriter();
    }

    @Override
    public void end() {
        left = true;
        callWriter();
    }

    @Override
    public void abort() {
        aborted = true;
        callWriter();
    }

    /** By the container: the peer has taken something. */
    private void progressed() {
        callWriter();
        connection.writable();
    }

    private void callWriter() {
        if (called.compareAndSet(false, true)) {
            boolean submitted = false;
            try {
                writers.submit(key, this::takeTurn);
                submitted = true;
            } finally {
                if (!submitted) {
                    called.set(false);
                }
            }
        }
    }

    private void takeTurn() {
        called.set(false);
        try {
            doWhatIsWanted();
        } catch (RuntimeException | Error failure) {
            LOG.warn("The response of {} failed", connection, failure);
            connection.end(CloseReason.FAILED);
        }
        turns.release();
        if (ready && awaited) {
            awaited = false;
            connection.writable();
        }
    }

    private void doWhatIsWanted() {
        Refusal answer = refusal;
        if (answer != null) {
            inner.refuse(answer);
            return;
        }
        if (opened && !begun) {
            begun = true;
            inner.open();
        }
        try {
            if (!ready) {
                write();
            }
        } finally {
            if (aborted) {
                inner.abort();
            } else if (left) {
                inner.end();
            }
        }
    }

    /** The lane sends nothing until this is ready. */
    private void write() {
        List<byte[]> sent = blocks;
        if (sent != null) {
            blocks = null;
            inner.send(sent);
        }
        boolean takesMore = inner.isWritable();
        sending = false;
        ready = takesMore;
    }
}
