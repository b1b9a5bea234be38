package io.freshet.server;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.Refusal;
import io.freshet.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream over HTTP/2. What its window does not let through waits in the codec, but that is one batch at most: it is writable again
 * when all of it has gone out. Everything but {@link #refuse} is done by the event loop.
 */
final class Http2Transport extends ChannelInboundHandlerAdapter implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(Http2Transport.class);

    private final Connection connection;
    private final EventLoopLane lane;
    private final Channel channel;
    private final Runnable writable;

    /** Null once the stream has begun. */
    private @Nullable Beginning beginning;

    /** What was handed over has not gone out yet. */
    private boolean waits;

    Http2Transport(Connection connection, Http2Exchange exchange, Exchange.StreamHeaders headers, Runnable writable) {
        this.connection = connection;
        this.lane = exchange.lane();
        this.channel = exchange.channel();
        this.writable = writable;
        this.beginning = new Beginning(exchange, headers);
    }

    private record Beginning(Http2Exchange exchange, Exchange.StreamHeaders headers) {}

    @Override
    public boolean seesPeerGo() {
        return true;
    }

    @Override
    public void refuse(Refusal refusal) {
        Beginning asked = Objects.requireNonNull(beginning);
        asked.exchange.refuse(connection, asked.headers, refusal);
    }

    @Override
    public void open() {
        Beginning asked = Objects.requireNonNull(beginning);
        Http2Headers headers = Http2Request.status(200).set("date", lane.date());
        try {
            Http2Request.add(StreamAnswers.headers(connection, asked.headers), headers);
        } catch (RuntimeException | Error failure) {
            asked.exchange.send(Answer.of(500));
            throw failure;
        }
        if (channel.isActive()) {
            asked.exchange.handOverTo(this);
            SilentPeers.giveUpAfter(connection.heartbeat(), channel.parent());
            channel.write(new DefaultHttp2HeadersFrame(headers), channel.voidPromise());
        }
        beginning = null;
    }

    /** True for a channel that is closed, too: what it is sent vanishes, and its lane has nothing to wait for. */
    @Override
    public boolean isWritable() {
        return !waits;
    }

    @Override
    public void send(List<byte[]> blocks) {
        if (beginning != null || !channel.isActive()) {
            return;
        }
        ChannelFuture written =
                channel.writeAndFlush(new DefaultHttp2DataFrame(lane.lastBatch().of(blocks, channel.alloc())));
        if (!written.isDone()) {
            waits = true;
            written.addListener(taken -> {
                waits = false;
                writable.run();
            });
        }
    }

    @Override
    public void end() {
        if (beginning != null) {
            channel.close();
        } else if (channel.isActive()) {
            channel.writeAndFlush(new DefaultHttp2DataFrame(true), channel.voidPromise());
        }
    }

    /** RST_STREAM. */
    @Override
    public void abort() {
        channel.close();
    }

    /** What may come after a request asks for nothing. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        ReferenceCountUtil.release(frame);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connection.end(CloseReason.PEER_GONE);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof Http2ResetFrame) {
            connection.end(CloseReason.PEER_GONE);
        } else if (event == NettyServer.CLOSING) {
            connection.end(CloseReason.SHUTDOWN);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        LOG.debug("The stream of {} failed", connection, failure);
        connection.end(CloseReason.PEER_GONE);
        channel.close();
    }
}
