package io.freshet.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.HttpConversionUtil;
import io.netty.util.ReferenceCountUtil;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request over HTTP/2, on the channel of its stream. Touched by the event loop only. */
final class Http2Request extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Http2Request.class);

    private final Service service;
    private final ServerSettings settings;
    private final Channel channel;
    private final Patience patience;
    private final RequestBodies.Body body;

    /** Its head has come. */
    private boolean begun;
    /** All of it has come. */
    private boolean complete;
    /** Of which the body is still to come. */
    private @Nullable HttpRequest coming;
    /** What has not been answered. */
    private @Nullable Http2Exchange open;
    /** The answer has been handed over, all of it. */
    private boolean answered;

    Http2Request(Channel channel, Service service) {
        this.channel = channel;
        this.service = service;
        this.settings = service.settings();
        this.patience = new Patience(service.lane().loop(), this::exhausted);
        this.body = service.bodies().begin();
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
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        patience.stop();
        body.drop();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) throws Http2Exception {
        try {
            if (frame instanceof Http2HeadersFrame headers) {
                take(headers);
            } else if (frame instanceof Http2DataFrame data && coming != null) {
                int objection = body.add(data.content());
                if (objection != 0) {
                    refuse(objection);
                } else if (data.isEndStream()) {
                    handle(coming);
                }
            }
        } finally {
            ReferenceCountUtil.release(frame);
        }
    }

    /** The head of the request, or what follows its body, which nobody asks for. */
    private void take(Http2HeadersFrame frame) throws Http2Exception {
        if (!begun) {
            begun = true;
            begin(HttpConversionUtil.toHttpRequest(frame.stream().id(), frame.headers(), true));
        }
        if (frame.isEndStream() && coming != null) {
            handle(coming);
        }
    }

    private void begin(HttpRequest request) {
        if (HttpUtil.getContentLength(request, 0L) > settings.maxBodyBytes()) {
            refuse(413);
            return;
        }
        coming = request;
        if (HttpUtil.is100ContinueExpected(request)) {
            channel.writeAndFlush(new DefaultHttp2HeadersFrame(status(100)), channel.voidPromise());
        }
    }

    private void handle(HttpRequest request) {
        coming = null;
        complete = true;
        patience.relax();
        byte[] bytes = body.finish();
        RequestTarget target;
        try {
            target = RequestTarget.of(request.uri());
        } catch (IllegalArgumentException malformed) {
            LOG.debug("A request from {} has no proper target", channel.remoteAddress(), malformed);
            refuse(400);
            return;
        }
        Http2Exchange exchange = new Http2Exchange(this, request, target, bytes);
        open = exchange;
        exchange.handle(settings.endpoint());
    }

    private void exhausted() {
        if (answered) {
            // Closing the channel would leave the answer in the codec: as far as the channel knows it has been sent.
            channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL), channel.voidPromise());
        } else {
            refuse(408);
        }
    }

    private void refuse(int status) {
        coming = null;
        body.drop();
        send(Answer.of(status), false);
    }

    void send(Answer answer, Http2Exchange exchange) {
        open = null;
        send(answer, exchange.method().equals("HEAD"));
    }

    private void send(Answer answer, boolean headOnly) {
        answered = true;
        if (channel.isActive()) {
            // The peer's window may let nothing of it through.
            patience.waitFor(settings.idleTimeout());
        }
        Http2Headers headers =
                status(answer.status()).set("date", service.lane().date());
        add(answer.headers(), headers);
        if (answer.status() != 204 && answer.status() != 304) {
            headers.setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        }
        boolean bodiless = headOnly || answer.body().length == 0;
        channel.write(new DefaultHttp2HeadersFrame(headers, bodiless), channel.voidPromise());
        if (!bodiless) {
            channel.write(
                    new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(answer.body()), true), channel.voidPromise());
        }
        if (!complete) {
            // The rest of the request is not wanted (RFC 9113, 8.1).
            channel.write(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR), channel.voidPromise());
        }
        channel.flush();
    }

    static Http2Headers status(int status) {
        return new DefaultHttp2Headers().status(Integer.toString(status));
    }

    static void add(Iterable<Map.Entry<String, String>> more, Http2Headers headers) {
        more.forEach(header -> headers.add(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
    }

    /** Leaves the channel to a stream. */
    void handOverTo(ChannelTransport stream) {
        open = null;
        channel.pipeline().addLast(stream);
        channel.pipeline().remove(this);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof Http2ResetFrame) {
            peerGone();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        peerGone();
    }

    private void peerGone() {
        if (open != null) {
            open.peerGone();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        LOG.debug("A stream of HTTP/2 from {} failed", channel.remoteAddress(), failure);
        channel.close();
    }
}
