package io.freshet.server;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A stream over HTTP/1: the body of a response that ends with its connection. Once it has begun, this is all that is left of the
 * channel's pipeline, but for TLS.
 */
final class Http1Transport extends ChannelTransport {
    /** How much is read at once of what nobody has asked for, and how long nothing is read after that. */
    private static final int UNASKED_BYTES = 64 * 1024;

    private static final int UNASKED_PAUSE_SECONDS = 1;

    /** How much the peer has sent since there was a pause. */
    private int unasked;

    Http1Transport(Connection connection, Http1Exchange exchange, Exchange.StreamHeaders headers, Runnable writable) {
        super(connection, exchange, headers, writable);
    }

    @Override
    Object head(Iterable<Map.Entry<String, String>> headers) {
        return new Http1Head(200)
                .with("Date", lane().date())
                .with(headers)
                .with("Connection", "close")
                .bytes(channel().alloc());
    }

    @Override
    Channel socket() {
        return channel();
    }

    @Override
    void write(ByteBuf bytes) {
        channel().write(bytes, channel().voidPromise());
        channel().flush();
        if (!isTaken()) {
            // Goes out when everything before it has.
            awaits(channel().writeAndFlush(Unpooled.EMPTY_BUFFER));
        }
    }

    private boolean isTaken() {
        ChannelOutboundBuffer waiting = channel().unsafe().outboundBuffer();
        return waiting == null || waiting.isEmpty();
    }

    @Override
    public void end() {
        if (!hasBegun() || isTaken()) {
            channel().close();
        } else {
            channel().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void abort() {
        // Past TLS, which would wait to say goodbye.
        channel().unsafe().close(channel().voidPromise());
    }

    /** A peer that sends and sends must not cost more than one that does not. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf thrownAway = (ByteBuf) message;
        unasked += thrownAway.readableBytes();
        thrownAway.release();
        if (unasked >= UNASKED_BYTES) {
            unasked = 0;
            channel().config().setAutoRead(false);
            lane().loop().schedule(() -> channel().config().setAutoRead(true), UNASKED_PAUSE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** A peer that has closed its direction is taken for gone: nothing tells it from one that has closed both. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
            connection().end(CloseReason.PEER_GONE);
            channel().close();
        } else {
            super.userEventTriggered(context, event);
        }
    }
}
