package io.freshet.spring;

import io.freshet.server.Endpoint;
import io.freshet.server.EventLoops;
import io.freshet.server.NettyServer;
import io.freshet.server.NettyServerBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** The application's port on Netty. It listens while the application runs; when that stops, once the hub has ended the streams. */
public final class EmbeddedNetty implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedNetty.class);

    private final NettyProperties properties;
    private final Endpoint endpoint;
    private final List<NettyCustomizer> customizers;

    /** Null while it does not listen. Written by who starts and stops the application. */
    private volatile @Nullable Running running;

    EmbeddedNetty(NettyProperties properties, Endpoint endpoint, List<NettyCustomizer> customizers) {
        this.properties = properties;
        this.endpoint = endpoint;
        this.customizers = List.copyOf(customizers);
    }

    /**
     * The port that it listens on.
     *
     * @throws IllegalStateException if it does not
     */
    public int port() {
        Running now = running;
        if (now == null) {
            throw new IllegalStateException("the port on Netty is not open");
        }
        return now.server.port();
    }

    private record Running(EventLoops loops, NettyServer server) {}

    @Override
    public void start() {
        EventLoops started = EventLoops.start();
        try {
            NettyServerBuilder builder = NettyServer.builder(started, endpoint).port(properties.port());
            if (properties.address() != null) {
                builder.host(properties.address());
            }
            customizers.forEach(each -> each.customize(builder));
            running = new Running(started, builder.start());
        } catch (RuntimeException | Error failure) {
            started.close();
            throw failure;
        }
        LOG.info("Freshet listens on port {} with Netty", port());
    }

    @Override
    public void stop() {
        Running now = running;
        if (now != null) {
            running = null;
            now.server.close();
            now.loops.close();
        }
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }

    @Override
    public int getPhase() {
        return HubLifecycle.PHASE - 1;
    }
}
