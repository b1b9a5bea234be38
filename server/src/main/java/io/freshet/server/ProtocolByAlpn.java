package io.freshet.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a peer speaks that has said so in its TLS handshake (RFC 7301): HTTP/1 if it has not. */
final class ProtocolByAlpn extends ApplicationProtocolNegotiationHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProtocolByAlpn.class);

    private final Service service;

    ProtocolByAlpn(Service service) {
        super(ApplicationProtocolNames.HTTP_1_1);
        this.service = service;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext context, String protocol) {
        // With TLS, who closes its direction says so before, and has nothing to wait for.
        context.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
        if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
            Http2Requests.serve(context.channel(), service);
        } else {
            Http1Requests.serve(context.channel(), service);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event == NettyServer.CLOSING) {
            context.close();
        } else {
            super.userEventTriggered(context, event);
        }
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext context, Throwable failure) {
        LOG.debug("The TLS handshake with {} failed", context.channel().remoteAddress(), failure);
        context.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        LOG.debug(
                "A connection from {} failed before it spoke", context.channel().remoteAddress(), failure);
        context.close();
    }
}
