package io.freshet.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a peer without TLS speaks: HTTP/2 if it begins with its preface (RFC 9113, 3.3 and 3.4), else HTTP/1. */
final class ProtocolByPreface extends ByteToMessageDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(ProtocolByPreface.class);

    private static final ByteBuf PREFACE = Http2CodecUtil.connectionPrefaceBuf();

    private final Channel channel;
    private final Service service;
    private final Patience patience;

    ProtocolByPreface(Channel channel, Service service) {
        this.channel = channel;
        this.service = service;
        this.patience = new Patience(service.lane().loop(), channel::close);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        patience.waitFor(service.settings().requestTimeout());
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        int length = Math.min(in.readableBytes(), PREFACE.readableBytes());
        boolean http2 = in.slice(in.readerIndex(), length).equals(PREFACE.slice(0, length));
        if (http2 && length < PREFACE.readableBytes()) {
            return;
        }
        if (http2) {
            channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
            Http2Requests.serve(channel, service);
        } else {
            Http1Requests.serve(channel, service);
        }
        context.pipeline().remove(this);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        patience.stop();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent || event == NettyServer.CLOSING) {
            context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        LOG.debug("A connection from {} failed before it spoke", channel.remoteAddress(), failure);
        context.close();
    }
}
