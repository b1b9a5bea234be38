package io.freshet.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of one connection over HTTP/1, one after the other: the next one is looked at when the last one has been answered
 * (RFC 9112, 9.3.2). Touched by the event loop only.
 */
final class Http1Requests extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Http1Requests.class);

    /** How many parts of requests may wait for an answer before nothing more is read. */
    private static final int MAX_WAITING = 32;

    private final Service service;
    private final ServerSettings settings;
    private final Channel channel;
    private final Patience patience;

    /** Parts of requests that came before the request in front of them was answered. */
    private final Deque<HttpObject> waiting = new ArrayDeque<>(4);

    /** Of which the body is still to come. */
    private @Nullable HttpRequest coming;

    private RequestBodies.Body body;
    /** What has not been answered. */
    private @Nullable Http1Exchange open;
    /** Whether nothing of a next request has come. */
    private boolean idle;
    /** Whether there is no next request on this connection. */
    private boolean last;

    private boolean proceeding;

    private Http1Requests(Channel channel, Service service) {
        this.channel = channel;
        this.service = service;
        this.settings = service.settings();
        this.patience = new Patience(service.lane().loop(), this::exhausted);
        this.body = service.bodies().begin();
    }

    /** Has a connection served that speaks HTTP/1, as nothing of it has been read yet. */
    static void serve(Channel channel, Service service) {
        Http1Requests requests = new Http1Requests(channel, service);
        HttpDecoderConfig limits = new HttpDecoderConfig()
                .setMaxInitialLineLength(service.settings().maxHeaderBytes())
                .setMaxHeaderSize(service.settings().maxHeaderBytes());
        channel.pipeline()
                .addLast(requests.new Arrival())
                .addLast(new HttpRequestDecoder(limits))
                .addLast(requests);
    }

    /** Notices that something of a request comes. */
    private final class Arrival extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (idle) {
                idle = false;
                patience.waitFor(settings.requestTimeout());
            }
            context.fireChannelRead(message);
        }
    }

    Channel channel() {
        return channel;
    }

    Service service() {
        return service;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        patience.waitFor(settings.requestTimeout());
        idle = true;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        patience.stop();
        body.drop();
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
    }

    private void exhausted() {
        if (idle) {
            channel.close();
        } else {
            refuse(408);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        waiting.add((HttpObject) message);
        proceed();
    }

    /** Takes what has come, as far as the next request that is not answered at once. */
    private void proceed() {
        if (proceeding) {
            return;
        }
        proceeding = true;
        while (open == null && !waiting.isEmpty()) {
            HttpObject next = waiting.remove();
            try {
                if (!last) {
                    take(next);
                }
            } finally {
                ReferenceCountUtil.release(next);
            }
        }
        proceeding = false;
        channel.config().setAutoRead(waiting.size() < MAX_WAITING);
    }

    private void take(HttpObject next) {
        if (next.decoderResult().isFailure()) {
            refuse(statusOf(next.decoderResult().cause()));
            return;
        }
        if (next instanceof HttpRequest request) {
            begin(request);
        }
        if (next instanceof HttpContent content && coming != null) {
            int objection = body.add(content.content());
            if (objection != 0) {
                refuse(objection);
            } else if (content instanceof LastHttpContent) {
                handle(coming);
            }
        }
    }

    private static int statusOf(Throwable failure) {
        if (failure instanceof TooLongHttpLineException) {
            return 414;
        }
        return failure instanceof TooLongHttpHeaderException ? 431 : 400;
    }

    private void begin(HttpRequest request) {
        int objection = RequestHead.objection(request, settings.maxBodyBytes());
        if (objection != 0) {
            refuse(objection);
            return;
        }
        coming = request;
        body = service.bodies().begin();
        if (HttpUtil.is100ContinueExpected(request)) {
            channel.writeAndFlush(new Http1Head(100).bytes(channel.alloc()));
        }
    }

    private void handle(HttpRequest request) {
        coming = null;
        byte[] bytes = body.finish();
        RequestTarget target;
        try {
            target = RequestTarget.of(request.uri());
        } catch (IllegalArgumentException malformed) {
            LOG.debug("A request from {} has no proper target", channel.remoteAddress(), malformed);
            refuse(400);
            return;
        }
        patience.relax();
        last = !HttpUtil.isKeepAlive(request);
        Http1Exchange exchange = new Http1Exchange(this, request, target, bytes);
        open = exchange;
        exchange.handle(settings.endpoint());
    }

    /** Answers what is no proper request, and leaves it at that: nobody knows where the next one begins. */
    private void refuse(int status) {
        coming = null;
        last = true;
        Http1Head head = new Http1Head(status).with("Content-Length", "0").with("Connection", "close");
        Lingering.close(channel, head.bytes(channel.alloc()), settings.idleTimeout());
    }

    /** Sends the answer to the request that is open; nothing if its connection has been left to a stream. */
    void send(Answer answer, Http1Exchange exchange) {
        if (exchange != open) {
            return;
        }
        open = null;
        last |= service.isClosing();
        Http1Head head = new Http1Head(answer.status())
                .with("Date", service.lane().date())
                .with(answer.headers());
        if (answer.status() != 204 && answer.status() != 304) {
            head.with("Content-Length", Integer.toString(answer.body().length));
        }
        if (last) {
            head.with("Connection", "close");
        } else if (exchange.request().protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            head.with("Connection", "keep-alive");
        }
        byte[] sent = exchange.method().equals("HEAD") ? Http1Head.NOTHING : answer.body();
        if (last) {
            Lingering.close(channel, head.bytes(channel.alloc(), sent), settings.idleTimeout());
            return;
        }
        channel.writeAndFlush(head.bytes(channel.alloc(), sent), channel.voidPromise());
        proceed();
        if (open == null && !last) {
            idle = coming == null;
            patience.waitFor(idle ? settings.idleTimeout() : settings.requestTimeout());
        }
    }

    /** Leaves the channel to a stream. */
    void handOverTo(ChannelTransport stream) {
        open = null;
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(stream);
        pipeline.remove(this);
        pipeline.remove(HttpRequestDecoder.class);
        pipeline.remove(Arrival.class);
        channel.config().setAutoRead(true);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        peerGone();
    }

    /** Who only closes its direction may wait for an answer still, but asks for nothing more. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
            peerGone();
        } else if (event == NettyServer.CLOSING && idle) {
            last = true;
            closeAfterAnswer();
        }
    }

    private void peerGone() {
        last = true;
        if (open == null) {
            closeAfterAnswer();
        } else {
            open.peerGone();
        }
    }

    /** The last answer may still be on its way to a peer that takes it slowly. */
    private void closeAfterAnswer() {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        LOG.debug("A connection from {} failed", channel.remoteAddress(), failure);
        channel.close();
    }
}
