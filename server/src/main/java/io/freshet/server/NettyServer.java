package io.freshet.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves an {@link Endpoint} on a port: over HTTP/1.1 and HTTP/2, with TLS or without. All methods may be called from any thread, and
 * none but {@link #close()} blocks.
 */
public final class NettyServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NettyServer.class);

    /** Told to the handlers of all channels: end streams, and close once what has been asked is answered. */
    static final Object CLOSING = new Object();

    /** How much is read at once: most requests. What adapts to each peer keeps something for each. */
    private static final int RECEIVE_BYTES = 4096;

    private final ServerSettings settings;
    private final OpenConnections open;
    private final RequestBodies bodies;
    private final @Nullable Certificates certificates;
    private final Channel listening;
    private final int port;

    NettyServer(ServerSettings settings) {
        this.settings = settings;
        this.open = new OpenConnections(settings.maxConnections(), settings.maxConnectionsPerAddress());
        this.bodies = new RequestBodies(settings.maxBodyBytes(), settings.maxBodyBytesInAll());
        this.certificates = certificates(settings);
        ChannelFuture bound = new ServerBootstrap()
                .group(settings.loops().group())
                .channel(settings.loops().serverChannel())
                .option(ChannelOption.SO_BACKLOG, settings.backlog())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_SNDBUF, settings.sendBuffer())
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(RECEIVE_BYTES))
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new Acceptance(settings, bodies, open, certificates))
                .bind(settings.host(), settings.port())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            closeCertificates();
            String why = "cannot listen on " + settings.host() + ":" + settings.port() + ": "
                    + bound.cause().getMessage();
            throw new UncheckedIOException(new IOException(why, bound.cause()));
        }
        this.listening = bound.channel();
        this.port = ((InetSocketAddress) listening.localAddress()).getPort();
    }

    RequestBodies bodies() {
        return bodies;
    }

    private static @Nullable Certificates certificates(ServerSettings settings) {
        Path chain = settings.certificateChain();
        Path key = settings.privateKey();
        try {
            return chain == null || key == null ? null : new Certificates(chain, key, settings.lookForCertificates());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
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
        return port;
    }

    /** How many connections are open, whatever they are used for. */
    public int connectionCount() {
        return open.count();
    }

    /** How many connections were closed at once because there were too many. */
    public long turnedAwayCount() {
        return open.turnedAway();
    }

    /** Accepts no further connections. Those that are open go on. */
    public void stopAccepting() {
        listening.close();
    }

    /**
     * Accepts no further connections, has streams told that the server shuts down, and closes each connection once what was asked on
     * it has been answered. Blocks until all are closed, or for as long as it was configured to drain; then those that are left are
     * cut off. Does nothing the second time.
     */
    @Override
    public void close() {
        ChannelFuture unbound = listening.close();
        closeCertificates();
        List<Channel> told = open.close();
        unbound.awaitUninterruptibly();
        each(told, channel -> channel.pipeline().fireUserEventTriggered(CLOSING));
        open.awaitNone(settings.drain());
        List<Channel> left = open.close();
        if (!left.isEmpty()) {
            LOG.info("{} connections have not ended within {} and are cut off", left.size(), settings.drain());
            each(left, channel -> channel.unsafe().close(channel.voidPromise()));
            open.awaitNone(settings.drain());
        }
    }

    /** On each channel's own thread. */
    private static void each(List<Channel> channels, Consumer<Channel> task) {
        channels.forEach(channel -> channel.eventLoop().execute(() -> task.accept(channel)));
    }

    private void closeCertificates() {
        if (certificates != null) {
            certificates.close();
        }
    }
}
