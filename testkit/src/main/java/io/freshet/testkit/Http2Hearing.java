package io.freshet.testkit;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.frames.PingFrame;
import org.eclipse.jetty.util.Callback;

/** The client's end of a connection of HTTP/2, which may go deaf. */
final class Http2Hearing implements Session.Listener {
    private final Map<Integer, Integer> settings;
    private final CountDownLatch deaf = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    Http2Hearing(Map<Integer, Integer> settings) {
        this.settings = settings;
    }

    @Override
    public Map<Integer, Integer> onPreface(Session session) {
        return settings;
    }

    /**
     * Comes back once nothing is read from the socket any more: the thread that reads is held at the answer to a ping, and may be
     * the one that reads for others.
     */
    void goDeaf(Session session) throws InterruptedException {
        session.ping(new PingFrame(false), Callback.NOOP);
        if (!deaf.await(SseClient.DEFAULT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("the server does not answer a ping");
        }
    }

    @Override
    public void onPing(Session session, PingFrame frame) {
        deaf.countDown();
        try {
            closed.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets go of the thread that reads. */
    void close() {
        closed.countDown();
    }
}
