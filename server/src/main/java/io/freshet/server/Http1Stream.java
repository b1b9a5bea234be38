package io.freshet.server;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.Refusal;
import io.freshet.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream over HTTP/1: the body of a response that ends with its connection. Once it has begun, this is all that is left of the
 * channel's pipeline, but for TLS. Everything but {@link #refuse} is done by the event loop.
 */
final class Http1Stream extends ChannelInboundHandlerAdapter implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(Http1Stream.class);

    private static final byte[] NOTHING = {};

    private final Connection connection;
    private final EventLoopLane lane;
    private final Channel channel;
    private final Runnable writable;

    /** Null once the stream has begun. */
    private @Nullable Beginning beginning;

    /** Something that was handed over has not gone out yet. */
    private boolean waits;

    Http1Stream(Connection connection, Http1Exchange exchange, Exchange.StreamHeaders headers, Runnable writable) {
        this.connection = connection;
        this.lane = exchange.lane();
        this.channel = exchange.channel();
        this.writable = writable;
        this.beginning = new Beginning(exchange, headers);
    }

    private record Beginning(Http1Exchange exchange, Exchange.StreamHeaders headers) {}

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
        Http1Head head = new Http1Head(200)
                .with(StreamAnswers.headers(connection, asked.headers).entrySet())
                .with("Connection", "close");
        beginning = null;
        if (channel.isActive()) {
            asked.exchange.handOverTo(this);
            channel.write(head.bytes(channel.alloc(), NOTHING), channel.voidPromise());
        }
    }

    /** True for a channel that is closed, too: what it is sent vanishes, and its lane has nothing to wait for. */
    @Override
    public boolean isWritable() {
        return !waits;
    }

    @Override
    public void send(List<byte[]> blocks) {
        if (!channel.isActive()) {
            return;
        }
        ByteBuf bytes = lane.lastBatch().of(blocks, channel.alloc());
        channel.write(bytes, channel.voidPromise());
        channel.flush();
        if (!isTaken()) {
            waits = true;
            afterAll(() -> {
                waits = false;
                writable.run();
            });
        }
    }

    private boolean isTaken() {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return waiting == null || waiting.isEmpty();
    }

    /** Runs the task when everything that was handed over has gone out, or can go nowhere any more. */
    private void afterAll(Runnable task) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> task.run());
    }

    @Override
    public void end() {
        if (isTaken()) {
            channel.close();
        } else {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void abort() {
        channel.close();
    }

    /** Nobody has asked the peer for anything. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connection.end(CloseReason.PEER_GONE);
    }

    /** A peer that has closed its direction is taken for gone: nothing tells it from one that has closed both. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            connection.end(CloseReason.PEER_GONE);
            context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        LOG.debug("Connection {} failed", connection, failure);
        connection.end(CloseReason.PEER_GONE);
        context.close();
    }
}
