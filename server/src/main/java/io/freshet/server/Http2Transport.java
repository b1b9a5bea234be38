package io.freshet.server;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.Map;

/** A stream over HTTP/2. What its window does not let through waits in the codec. */
final class Http2Transport extends ChannelTransport {
    Http2Transport(Connection connection, Http2Exchange exchange, Exchange.StreamHeaders headers, Runnable writable) {
        super(connection, exchange, headers, writable);
    }

    @Override
    Object head(Iterable<Map.Entry<String, String>> headers) {
        Http2Headers head = Http2Request.status(200).set("date", lane().date());
        Http2Request.add(headers, head);
        return new DefaultHttp2HeadersFrame(head);
    }

    @Override
    Channel socket() {
        return channel().parent();
    }

    @Override
    void write(ByteBuf bytes) {
        ChannelFuture written = channel().writeAndFlush(new DefaultHttp2DataFrame(bytes));
        if (!written.isDone()) {
            awaits(written);
        }
    }

    @Override
    public void end() {
        if (!hasBegun()) {
            channel().close();
        } else if (channel().isActive()) {
            channel().writeAndFlush(new DefaultHttp2DataFrame(true), channel().voidPromise());
        }
    }

    /** RST_STREAM. */
    @Override
    public void abort() {
        channel().close();
    }

    /** What may come after a request asks for nothing. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        ReferenceCountUtil.release(frame);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof Http2ResetFrame) {
            connection().end(CloseReason.PEER_GONE);
        } else {
            super.userEventTriggered(context, event);
        }
    }
}
