package io.freshet.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;

/**
 * Serves an {@link Endpoint} on a port. All methods may be called from any thread, and none but {@link #close()} blocks.
 */
public final class NettyServer implements AutoCloseable {
    private final ServerSettings settings;
    private final Channel listening;

    NettyServer(ServerSettings settings) {
        this.settings = settings;
        ChannelFuture bound = new ServerBootstrap()
                .group(settings.loops().group())
                .channel(settings.loops().serverChannel())
                .option(ChannelOption.SO_BACKLOG, settings.backlog())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_SNDBUF, settings.sendBuffer())
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new Acceptance(settings))
                .bind(settings.host(), settings.port())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new UncheckedIOException(new IOException(
                    "cannot listen on " + settings.host() + ":" + settings.port() + ": "
                            + bound.cause().getMessage(),
                    bound.cause()));
        }
        listening = bound.channel();
    }

    /**
     * Begins a server.
     *
     * @param loops the threads that serve it; closed by whoever started them, after this
     * @param endpoint answers the requests
     */
    public static NettyServerBuilder builder(EventLoops loops, Endpoint endpoint) {
        return new NettyServerBuilder(loops, endpoint);
    }

    /** The port that it listens on. */
    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** Accepts no further connections. Those that are open go on. */
    public void stopAccepting() {
        listening.close();
    }

    /** Accepts no further connections and ends those that are open. */
    @Override
    public void close() {
        stopAccepting();
    }
}
