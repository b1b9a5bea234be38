package io.freshet.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * What comes back on one stream of HTTP/2. It is read by one thread and filled by the connection's; what was not read is not
 * asked for.
 */
final class Http2Response extends InputStream implements Stream.Listener {
    /** One for each time that something may have changed. */
    private final Semaphore news = new Semaphore(0);

    private volatile @Nullable Stream stream;
    private volatile SseClient.@Nullable Head head;
    private volatile @Nullable IOException failure;
    /** The head was all. */
    private volatile boolean bodiless;

    // The reader's own.
    private Duration timeout = SseClient.DEFAULT_TIMEOUT;
    private boolean ended;
    private Stream.@Nullable Data current;

    @Override
    public void onHeaders(Stream on, HeadersFrame frame) {
        if (frame.getMetaData() instanceof MetaData.Response response) {
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            response.getHttpFields()
                    .forEach(field ->
                            headers.merge(field.getName(), field.getValue(), (one, other) -> one + ", " + other));
            stream = on;
            bodiless = frame.isEndStream();
            head = new SseClient.Head(response.getStatus(), headers);
            news.release();
        }
    }

    @Override
    public void onDataAvailable(Stream on) {
        news.release();
    }

    @Override
    public void onReset(Stream on, ResetFrame frame, Callback callback) {
        failed(new EOFException("the server reset the stream with code " + frame.getError()));
        callback.succeeded();
    }

    @Override
    public void onFailure(Stream on, int error, String reason, Throwable cause, Callback callback) {
        EOFException end = new EOFException("the stream failed: " + reason + " on " + on.getSession());
        end.initCause(cause);
        failed(end);
        callback.succeeded();
    }

    private void failed(IOException cause) {
        failure = cause;
        news.release();
    }

    SseClient.Head head(Duration atMost) throws IOException {
        SseClient.Head received = head;
        while (received == null) {
            awaitNews("a response", atMost);
            received = head;
        }
        return received;
    }

    /** How long a read may take from now on. */
    void waitFor(Duration atMost) {
        timeout = atMost;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Stream.Data data = next();
        if (data == null) {
            return -1;
        }
        ByteBuffer bytes = data.frame().getByteBuffer();
        int count = Math.min(length, bytes.remaining());
        bytes.get(into, offset, count);
        return count;
    }

    /** Data of which some is left; null at the end of the response. */
    private Stream.@Nullable Data next() throws IOException {
        Stream from = stream;
        if (from == null) {
            throw new IllegalStateException("the head of the response has not been read");
        }
        while (!ended && !bodiless) {
            Stream.Data data = current;
            if (data == null) {
                current = from.readData();
                if (current == null) {
                    from.demand();
                    awaitNews("data", timeout);
                }
            } else if (data.frame().getByteBuffer().hasRemaining()) {
                return data;
            } else {
                ended = data.frame().isEndStream();
                data.release();
                current = null;
            }
        }
        return null;
    }

    private void awaitNews(String what, Duration atMost) throws IOException {
        IOException known = failure;
        if (known != null) {
            throw known;
        }
        try {
            if (!news.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new SocketTimeoutException("no " + what + " within " + atMost);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException) new InterruptedIOException("interrupted").initCause(interrupted);
        }
    }
}
