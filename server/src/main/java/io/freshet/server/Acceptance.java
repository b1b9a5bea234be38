package io.freshet.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/** Takes connections in, and finds out what they speak. */
@Sharable
final class Acceptance extends ChannelInitializer<Channel> {
    private final ServerSettings settings;
    private final RequestBodies bodies;
    private final OpenConnections open;
    private final @Nullable Certificates certificates;

    /** @param certificates null for a server without TLS */
    Acceptance(
            ServerSettings settings, RequestBodies bodies, OpenConnections open, @Nullable Certificates certificates) {
        this.settings = settings;
        this.bodies = bodies;
        this.open = open;
        this.certificates = certificates;
    }

    @Override
    protected void initChannel(Channel channel) {
        if (!open.add(channel)) {
            channel.close();
            return;
        }
        EventLoopLane lane = settings.loops().laneOf(channel.eventLoop());
        Service service = new Service(settings, bodies, open, lane, certificates != null);
        if (certificates == null) {
            channel.pipeline().addLast(new ProtocolByPreface(channel, service));
        } else {
            SslHandler tls = certificates.current().newHandler(channel.alloc());
            tls.setHandshakeTimeoutMillis(settings.requestTimeout().toMillis());
            channel.pipeline().addLast(tls, new ProtocolByAlpn(service));
        }
    }
}
