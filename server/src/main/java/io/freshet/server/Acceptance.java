package io.freshet.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;

/** Prepares connections that come in. */
@Sharable
final class Acceptance extends ChannelInitializer<Channel> {
    private final ServerSettings settings;

    Acceptance(ServerSettings settings) {
        this.settings = settings;
    }

    @Override
    protected void initChannel(Channel channel) {
        HttpDecoderConfig limits = new HttpDecoderConfig()
                .setMaxInitialLineLength(settings.maxHeaderBytes())
                .setMaxHeaderSize(settings.maxHeaderBytes());
        channel.pipeline()
                .addLast(new HttpRequestDecoder(limits))
                .addLast(new Http1Requests(settings, settings.loops().laneOf(channel.eventLoop()), false));
    }
}
