package io.freshet.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The end of a connection over HTTP/1 with a last answer. A peer that still sends must not be reset by what nobody reads, or it
 * never sees the answer (RFC 9112, 9.6). So our direction is closed first, and for a moment what comes is thrown away.
 */
final class Lingering extends ChannelInboundHandlerAdapter {
    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final int MAX_BYTES = 1 << 20;

    private final DuplexChannel channel;
    private final Patience patience;
    private int bytes;

    private Lingering(DuplexChannel channel) {
        this.channel = channel;
        this.patience = new Patience(channel.eventLoop(), channel::close);
    }

    /** @param longest how long the peer may take to take the answer */
    static void close(Channel channel, ByteBuf answer, Duration longest) {
        new Lingering((DuplexChannel) channel).close(answer, longest);
    }

    private void close(ByteBuf answer, Duration longest) {
        ChannelPipeline pipeline = channel.pipeline();
        List<ChannelHandler> others = new ArrayList<>(pipeline.toMap().values());
        pipeline.addLast(this);
        // The last first: what a decoder has kept goes to whoever follows it.
        Collections.reverse(others);
        others.stream().filter(handler -> !(handler instanceof SslHandler)).forEach(pipeline::remove);
        channel.config().setAutoRead(true);
        patience.waitFor(longest);
        channel.writeAndFlush(answer).addListener(written -> linger(pipeline.get(SslHandler.class)));
    }

    private void linger(@Nullable SslHandler tls) {
        if (channel.isInputShutdown()) {
            channel.close();
            return;
        }
        ChannelFuture unused = tls == null ? channel.shutdownOutput() : tls.closeOutbound();
        patience.waitFor(MOMENT);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        bytes += message instanceof ByteBuf more ? more.readableBytes() : 0;
        ReferenceCountUtil.release(message);
        if (bytes > MAX_BYTES) {
            channel.config().setAutoRead(false);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
            channel.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        channel.close();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        patience.stop();
    }
}
