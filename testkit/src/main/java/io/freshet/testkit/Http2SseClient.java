package io.freshet.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** A client on one stream of a connection of HTTP/2. What is not read is not acknowledged, so the stream's window stays closed. */
public final class Http2SseClient implements SseClient {
    private final Line line;
    private final HTTP2Session session;
    private final String origin;
    private @Nullable Stream stream;
    private Http2Response response = new Http2Response();

    Http2SseClient(Line line, String origin) {
        this.line = line;
        this.session = line.session;
        this.origin = origin;
    }

    /** A connection, and the client's end of it. */
    record Line(HTTP2Session session, Http2Hearing hearing) {}

    void send(String target, HttpFields headers) throws IOException {
        response = new Http2Response();
        MetaData.Request request =
                new MetaData.Request("GET", HttpURI.from(origin + target), HttpVersion.HTTP_2, headers);
        stream = result(session.newStream(new HeadersFrame(request, null, true), response));
    }

    /** A request for another client, on a stream of its own on the same connection, which it shares with this one. */
    public Http2SseClients.Request request(String target) {
        return new Http2SseClients.Request(settings -> line, origin, target);
    }

    /** Another client on a stream of its own on the same connection, which it shares with this one. */
    public Http2SseClient beside(String target) throws IOException {
        return request(target).send();
    }

    @Override
    public void next(String target) throws IOException {
        send(target, HttpFields.build().put("Accept", "text/event-stream").asImmutable());
    }

    @Override
    public Head head() throws IOException {
        return response.head(DEFAULT_TIMEOUT);
    }

    @Override
    public @Nullable SseBlock block(Duration timeout) throws IOException {
        head();
        response.waitFor(timeout);
        return BlockReader.block(response);
    }

    @Override
    public boolean isKeptAlive() {
        return !session.isClosed();
    }

    /** Whether the server has ended the response, also one that has not been read to its end. */
    public boolean isEnded() {
        Stream current = stream;
        return current == null || current.isRemotelyClosed() || current.isReset();
    }

    /** Reads to the end of the response and gives its body as text. */
    public String text() throws IOException {
        head();
        response.waitFor(DEFAULT_TIMEOUT);
        return new String(response.readAllBytes(), UTF_8);
    }

    /** Resets the stream with the code CANCEL, unless the server has ended it. The connection stays. */
    @Override
    public void reset() throws IOException {
        Stream current = stream;
        if (current != null && !isEnded()) {
            try {
                result(current.reset(new ResetFrame(current.getId(), ErrorCode.CANCEL_STREAM_ERROR.code)));
            } catch (IOException failure) {
                if (!isEnded()) {
                    throw failure;
                }
            }
        }
    }

    @Override
    public void cut() throws IOException {
        EndPoint wire = session.getEndPoint();
        if (wire instanceof SslConnection.SslEndPoint encrypted) {
            wire = encrypted.getSslConnection().getEndPoint();
        }
        if (wire.isOpen()) {
            ((SocketChannel) wire.getTransport()).setOption(StandardSocketOptions.SO_LINGER, 0);
            wire.close();
        }
    }

    /**
     * From now on nothing is read from the connection's socket, for none of its streams and whatever their windows allow, until it is
     * closed. What the machines between have buffers for still leaves the server.
     */
    public void goDeaf() throws InterruptedException {
        line.hearing.goDeaf(session);
    }

    /** Closes the connection, whatever streams it has: GOAWAY, then FIN. */
    @Override
    public void close() {
        line.hearing.close();
        session.close(ErrorCode.NO_ERROR.code, "done", Callback.from(session.getEndPoint()::close));
    }

    /** What comes of something, or the failure. */
    static <T> T result(CompletableFuture<T> future) throws IOException {
        try {
            return future.get(DEFAULT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            throw new IOException("the connection of HTTP/2 failed", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException) new InterruptedIOException("interrupted").initCause(interrupted);
        }
    }
}
