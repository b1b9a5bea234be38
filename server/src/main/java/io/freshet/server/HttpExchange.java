package io.freshet.server;

import io.freshet.CloseReason;
import io.freshet.ConnectRequest;
import io.freshet.Connection;
import io.freshet.Hub;
import io.freshet.Refusal;
import io.freshet.Transport;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What exchanges of all versions of HTTP have in common. */
abstract class HttpExchange implements Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(HttpExchange.class);

    private final Channel channel;
    private final Service service;
    private final EventLoopLane lane;
    private final HttpRequest request;
    private final RequestTarget target;
    private final byte[] body;
    private final AtomicBoolean answered = new AtomicBoolean();

    // Touched by the event loop only.
    private @Nullable Connection carried;
    private boolean gone;

    HttpExchange(Channel channel, Service service, HttpRequest request, RequestTarget target, byte[] body) {
        this.channel = channel;
        this.service = service;
        this.lane = service.lane();
        this.request = request;
        this.target = target;
        this.body = body;
    }

    /** Sends the answer, on the event loop. */
    abstract void send(Answer answer);

    /** Leaves the channel to a stream, on the event loop. */
    abstract void handOverTo(ChannelTransport stream);

    /**
     * What is to carry a stream.
     *
     * @param writable run on the event loop when what was handed over has gone out, and had not at once
     */
    abstract Transport carrier(Connection connection, StreamHeaders headers, Runnable writable);

    /** Has the endpoint answer this, on the event loop. */
    final void handle(Endpoint endpoint) {
        try {
            endpoint.handle(this);
        } catch (RuntimeException | Error failure) {
            LOG.error("{} {} could not be answered", method(), path(), failure);
            if (!answered.getAndSet(true)) {
                sendOrClose(Answer.of(500));
            }
        }
    }

    /** Nobody else will answer: what cannot be sent must not keep its connection waiting. On the event loop. */
    private void sendOrClose(Answer answer) {
        try {
            send(answer);
        } catch (RuntimeException | Error failure) {
            LOG.error("The answer to {} {} could not be sent: its connection is closed", method(), path(), failure);
            channel.close();
        }
    }

    /** The peer has gone, and its stream has not begun; on the event loop. */
    final void peerGone() {
        gone = true;
        if (carried != null) {
            carried.end(CloseReason.PEER_GONE);
        }
    }

    private void carries(Connection connection) {
        carried = connection;
        if (gone) {
            connection.end(CloseReason.PEER_GONE);
        }
    }

    final void refuse(Connection connection, StreamHeaders headers, Refusal refusal) {
        Answer answer;
        try {
            answer = StreamAnswers.refusal(refusal, headers.of(connection));
        } catch (RuntimeException | Error failure) {
            LOG.error("The refusal of {} goes without the headers of its endpoint", connection, failure);
            answer = StreamAnswers.refusal(refusal, Map.of());
        }
        Answer made = answer;
        onLoop(() -> sendOrClose(made));
    }

    final void onLoop(Runnable task) {
        if (lane.loop().inEventLoop()) {
            task.run();
        } else {
            lane.execute(task);
        }
    }

    final Channel channel() {
        return channel;
    }

    final EventLoopLane lane() {
        return lane;
    }

    /** Whether the server is closing, of which this channel may have been told before its stream began. */
    final boolean isClosing() {
        return service.isClosing();
    }

    final HttpRequest request() {
        return request;
    }

    @Override
    public final void answer(Answer answer) {
        claim();
        onLoop(() -> sendOrClose(answer));
    }

    @Override
    public final void abort() {
        if (!answered.getAndSet(true)) {
            onLoop(channel::close);
        }
    }

    @Override
    public final Connection stream(Hub hub, ConnectRequest asked, StreamHeaders headers) {
        if (method().equals("HEAD")) {
            throw new IllegalStateException("a HEAD request has no stream: answer it with its headers");
        }
        claim();
        try {
            return connect(hub, asked, headers);
        } catch (RuntimeException | Error failure) {
            onLoop(() -> sendOrClose(Answer.of(500)));
            throw failure;
        }
    }

    private Connection connect(Hub hub, ConnectRequest asked, StreamHeaders headers) {
        if (hub.hasLane(lane)) {
            return hub.connect(asked, lane, connection -> {
                onLoop(() -> carries(connection));
                return carrier(connection, headers, connection::writable);
            });
        }
        return hub.connect(asked, connection -> {
            onLoop(() -> carries(connection));
            return new ForeignLane(lane.loop(), connection, writable -> carrier(connection, headers, writable));
        });
    }

    private void claim() {
        if (answered.getAndSet(true)) {
            throw new IllegalStateException(method() + " " + path() + " has been answered already");
        }
    }

    @Override
    public final String method() {
        return request.method().name();
    }

    @Override
    public final String path() {
        return target.path();
    }

    @Override
    public final Map<String, List<String>> query() {
        return target.query();
    }

    @Override
    public final @Nullable String header(String name) {
        return request.headers().get(name);
    }

    @Override
    public final List<String> headers(String name) {
        return request.headers().getAll(name);
    }

    @Override
    public final byte[] body() {
        return body;
    }

    @Override
    public final InetSocketAddress remoteAddress() {
        return (InetSocketAddress) channel.remoteAddress();
    }

    @Override
    public final boolean isSecure() {
        return service.secure();
    }
}
