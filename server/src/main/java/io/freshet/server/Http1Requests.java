package io.freshet.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of one connection over HTTP/1, one after the other: the next one is looked at when the last one has been answered
 * (RFC 9112, 9.3.2). Touched by the event loop only.
 */
final class Http1Requests extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Http1Requests.class);

    private final ServerSettings settings;
    private final EventLoopLane lane;
    private final boolean secure;

    /** What came before the request in front of it was answered. */
    private final Deque<HttpObject> waiting = new ArrayDeque<>(0);

    private @Nullable ChannelHandlerContext context;
    private @Nullable HttpRequest coming;
    private RequestBody body;
    private @Nullable Http1Exchange open;
    private boolean going;
    private boolean last;

    Http1Requests(ServerSettings settings, EventLoopLane lane, boolean secure) {
        this.settings = settings;
        this.lane = lane;
        this.secure = secure;
        this.body = new RequestBody(settings.maxBodyBytes());
    }

    Channel channel() {
        return context().channel();
    }

    EventLoopLane lane() {
        return lane;
    }

    boolean isSecure() {
        return secure;
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
    }

    @Override
    public void channelRead(ChannelHandlerContext reading, Object message) {
        if (last && open == null) {
            ReferenceCountUtil.release(message);
            return;
        }
        waiting.add((HttpObject) message);
        proceed();
    }

    /** Takes what has come, as far as the next request that is not answered at once. */
    private void proceed() {
        if (going) {
            return;
        }
        going = true;
        while (open == null && !waiting.isEmpty()) {
            HttpObject next = waiting.remove();
            try {
                take(next);
            } finally {
                ReferenceCountUtil.release(next);
            }
        }
        going = false;
        channel().config().setAutoRead(open == null);
    }

    private void take(HttpObject next) {
        if (last) {
            return;
        }
        if (next.decoderResult().isFailure()) {
            refuse(statusOf(next.decoderResult().cause()));
        } else if (next instanceof HttpRequest request) {
            begin(request);
        }
        if (next instanceof HttpContent content && coming != null) {
            if (!body.add(content.content())) {
                refuse(413);
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
        coming = request;
        body = new RequestBody(settings.maxBodyBytes());
        if (HttpUtil.getContentLength(request, 0L) > settings.maxBodyBytes()) {
            refuse(413);
        } else if (HttpUtil.is100ContinueExpected(request)) {
            context().writeAndFlush(new Http1Head(100).bytes(context().alloc(), new byte[0]));
        }
    }

    private void handle(HttpRequest request) {
        coming = null;
        last = !HttpUtil.isKeepAlive(request);
        RequestTarget target;
        try {
            target = RequestTarget.of(request.uri());
        } catch (IllegalArgumentException malformed) {
            refuse(400);
            return;
        }
        Http1Exchange exchange = new Http1Exchange(this, request, target, body.bytes());
        open = exchange;
        exchange.handle(settings.endpoint());
    }

    /** Answers what is no proper request, and leaves it at that: nobody knows where the next one begins. */
    private void refuse(int status) {
        coming = null;
        last = true;
        write(Answer.of(status), false, true);
    }

    void send(Answer answer, Http1Exchange exchange) {
        if (exchange != open) {
            return;
        }
        open = null;
        write(
                answer,
                exchange.method().equals("HEAD"),
                exchange.request().protocolVersion().equals(HttpVersion.HTTP_1_0));
        proceed();
    }

    private void write(Answer answer, boolean headOnly, boolean old) {
        Http1Head head = new Http1Head(answer.status()).with(answer.headers());
        if (answer.status() != 204 && answer.status() != 304) {
            head.with("Content-Length", Integer.toString(answer.body().length));
        }
        if (last) {
            head.with("Connection", "close");
        } else if (old) {
            head.with("Connection", "keep-alive");
        }
        ChannelFuture written =
                context().writeAndFlush(head.bytes(context().alloc(), headOnly ? new byte[0] : answer.body()));
        if (last) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** Leaves the channel to a stream. */
    void handOverTo(Http1Stream stream) {
        open = null;
        ChannelPipeline pipeline = channel().pipeline();
        pipeline.addLast(stream);
        pipeline.remove(this);
        pipeline.remove(HttpRequestDecoder.class);
        channel().config().setAutoRead(true);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ended) {
        gone();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ended, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            gone();
        }
    }

    private void gone() {
        last = true;
        if (open == null) {
            context().close();
        } else {
            open.peerGone();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext failed, Throwable failure) {
        LOG.debug("A connection from {} failed", channel().remoteAddress(), failure);
        context().close();
    }
}
