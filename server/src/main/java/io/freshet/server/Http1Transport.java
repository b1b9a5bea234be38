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
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream over HTTP/1: the body of a response that ends with its connection. Once it has begun, this is all that is left of the
 * channel's pipeline, but for TLS. Everything but {@link #refuse} is done by the event loop.
 */
final class Http1Transport extends ChannelInboundHandlerAdapter implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(Http1Transport.class);

    /** How much is read at once of what nobody has asked for, and how long nothing is read after that. */
    private static final int UNASKED_BYTES = 64 * 1024;

    private static final int UNASKED_PAUSE_SECONDS = 1;

    private final Connection connection;
    private final EventLoopLane lane;
    private final Channel channel;
    private final Runnable writable;

    /** Null once the stream has begun. */
    private @Nullable Beginning beginning;

    /** Something that was handed over has not gone out yet. */
    private boolean waits;

    /** How much the peer has sent since there was a pause. */
    private int unasked;

    Http1Transport(Connection connection, Http1Exchange exchange, Exchange.StreamHeaders headers, Runnable writable) {
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
        Http1Head head;
        try {
            head = new Http1Head(200)
                    .with("Date", lane.date())
                    .with(StreamAnswers.headers(connection, asked.headers))
                    .with("Connection", "close");
        } catch (RuntimeException | Error failure) {
            asked.exchange.send(Answer.of(500));
            throw failure;
        }
        if (channel.isActive()) {
            asked.exchange.handOverTo(this);
            SilentPeers.giveUpAfter(connection.heartbeat(), channel);
            channel.write(head.bytes(channel.alloc()), channel.voidPromise());
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
        // Without a head nothing may follow: what gave none is told of already.
        if (beginning != null || !channel.isActive()) {
            return;
        }
        ByteBuf bytes = lane.lastBatch().of(blocks, channel.alloc());
        channel.write(bytes, channel.voidPromise());
        channel.flush();
        if (!isTaken()) {
            waits = true;
            // Goes out when everything before it has.
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(taken -> {
                waits = false;
                writable.run();
            });
        }
    }

    private boolean isTaken() {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return waiting == null || waiting.isEmpty();
    }

    @Override
    public void end() {
        if (beginning != null || isTaken()) {
            channel.close();
        } else {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void abort() {
        // Past TLS, which would wait to say goodbye.
        channel.unsafe().close(channel.voidPromise());
    }

    /** A peer that sends and sends must not cost more than one that does not. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf thrownAway = (ByteBuf) message;
        unasked += thrownAway.readableBytes();
        thrownAway.release();
        if (unasked >= UNASKED_BYTES) {
            unasked = 0;
            channel.config().setAutoRead(false);
            lane.loop().schedule(() -> channel.config().setAutoRead(true), UNASKED_PAUSE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connection.end(CloseReason.PEER_GONE);
    }

    /** A peer that has closed its direction is taken for gone: nothing tells it from one that has closed both. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
            connection.end(CloseReason.PEER_GONE);
            channel.close();
        } else if (event == NettyServer.CLOSING) {
            connection.end(CloseReason.SHUTDOWN);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        LOG.debug("The channel of {} failed", connection, failure);
        connection.end(CloseReason.PEER_GONE);
        channel.close();
    }
}
