package io.freshet.server;

import io.freshet.Hub;
import io.freshet.HubBuilder;
import io.freshet.LogEntryCodec;
import io.freshet.TimeSource;
import io.freshet.file.FileEventLog;
import io.freshet.redis.RedisEventLog;
import io.freshet.redis.RedisEventLogBuilder;
import io.freshet.redis.RedisLogException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that the program is made of, while it runs. Started and ended by one thread. */
final class RunningHub implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunningHub.class);

    /** How long the last streams may take to hear of their end. */
    private static final long LAST_BLOCKS_MILLIS = 1500;

    private final HubSettings settings;
    private final Room room;
    private final Health health = new Health();
    private final Hub hub;
    private final NettyServer server;

    /** What is to be closed, the last that was begun first. */
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private RunningHub(HubSettings settings) {
        this.settings = settings;
        this.room = room(settings.maxConnections());
        try {
            EventLoops loops = begun(EventLoops.start());
            hub = begun(hub(loops));
            Endpoint mercure = begun(new MercureEndpoint(hub, settings.mercure()));
            Prometheus prometheus = settings.metrics().on() ? begun(new Prometheus(hub)) : null;
            Endpoint watched = prometheus == null ? mercure : prometheus.watching(mercure);
            server = begun(server(loops, new Routes(paths(prometheus), watched), settings.port()));
            if (prometheus != null) {
                prometheus.watch(server);
                serveOnItsOwnPort(prometheus, loops);
            }
        } catch (RuntimeException | Error failure) {
            close();
            throw failure;
        }
        health.ready(true);
    }

    /**
     * Begins it.
     *
     * @throws UncheckedIOException if it cannot listen, because the port is in use for example, or has no Redis to keep its history
     * @throws io.freshet.file.LogFileException if the file with its history cannot be opened
     */
    static RunningHub start(HubSettings settings) {
        return new RunningHub(settings);
    }

    private <T extends AutoCloseable> T begun(T part) {
        parts.push(part);
        return part;
    }

    private void serveOnItsOwnPort(Prometheus prometheus, EventLoops loops) {
        Integer port = settings.metrics().ownPort();
        if (port != null) {
            Map<String, Endpoint> paths = new HashMap<>(health.endpoints());
            paths.put("/metrics", prometheus);
            NettyServer own = begun(server(loops, new Routes(paths, RunningHub::notFound), port));
            LOG.info("Metrics are at {}/metrics", url(own));
        }
    }

    /** What has a path of its own on the hub's port. */
    private Map<String, Endpoint> paths(@Nullable Prometheus prometheus) {
        Map<String, Endpoint> paths = new HashMap<>(health.endpoints());
        if (prometheus != null && settings.metrics().ownPort() == null) {
            paths.put("/metrics", prometheus);
        }
        String clientPath = settings.clientPath();
        if (clientPath != null) {
            paths.putAll(Page.client(clientPath));
        }
        if (settings.dev()) {
            paths.putAll(Page.files());
        }
        return paths;
    }

    private static Room room(int wanted) {
        long descriptors = Room.descriptors();
        Room room = Room.forStreams(wanted, descriptors);
        if (room.streams() < wanted) {
            LOG.info(
                    "There is room for {} streams and not for {}: this process may have {} files and connections (ulimit -n)",
                    room.streams(),
                    wanted,
                    descriptors);
        }
        return room;
    }

    private Hub hub(EventLoops loops) {
        HubBuilder builder = Hub.builder();
        Path file = settings.historyFile();
        if (file != null) {
            builder.log(FileEventLog.open(
                    file,
                    settings.historyFsync(),
                    settings.history(),
                    new LogEntryCodec(TopicSelectors::of),
                    TimeSource.system()));
        }
        RedisEventLogBuilder redis = settings.redis();
        if (redis != null) {
            RedisEventLog log = log(redis);
            builder.log(log).cluster(log.cluster());
        }
        return builder.lanes(loops.executors())
                .memoryLog(settings.history())
                .heartbeat(settings.heartbeat())
                .grace(settings.grace())
                .overflow(settings.overflow())
                .maxConnections(room.streams())
                .maxEventBytes(settings.maxPublishSize())
                .build();
    }

    private RedisEventLog log(RedisEventLogBuilder redis) {
        try {
            return redis.bounds(settings.history())
                    .codec(new LogEntryCodec(TopicSelectors::of))
                    .open();
        } catch (RedisLogException failure) {
            throw new UncheckedIOException(new IOException(failure.getMessage(), failure));
        }
    }

    private NettyServer server(EventLoops loops, Endpoint endpoint, int port) {
        NettyServerBuilder builder = NettyServer.builder(loops, endpoint)
                .port(port)
                .maxBodyBytes(settings.maxPublishSize())
                .maxConnections(room.connections())
                .maxConnectionsPerAddress(settings.maxConnectionsPerAddress())
                .drain(settings.shutdown().dividedBy(10));
        InetAddress address = settings.address();
        if (address != null) {
            builder.host(address.getHostAddress());
        }
        HubSettings.Tls tls = settings.tls();
        if (tls != null) {
            builder.tls(tls.certificate(), tls.key());
        }
        return builder.start();
    }

    private static void notFound(Exchange exchange) {
        exchange.answer(Answer.of(404, "text/plain", "not found\n"));
    }

    /** Where it is for whoever sits at this machine. */
    String url() {
        return url(server);
    }

    private String url(NettyServer listening) {
        return (settings.tls() == null ? "http" : "https") + "://" + host(settings.address()) + ":" + listening.port();
    }

    private static String host(@Nullable InetAddress address) {
        if (address == null || address.isAnyLocalAddress() || address.isLoopbackAddress()) {
            return "localhost";
        }
        String text = address.getHostAddress();
        return text.contains(":") ? "[" + text + "]" : text;
    }

    /**
     * Sends everybody away within this time: takes no new streams, tells those that are open to come back at moments of their own,
     * a few at a time, and goes on taking what is published until the last of them has gone. Blocks until that is so, or the time
     * is over.
     */
    void drain(Duration within) {
        health.ready(false);
        LOG.info("{} streams are about to end within {} s", hub.connectionCount(), within.toSeconds());
        try {
            hub.drain(within).toCompletableFuture().get(within.toMillis() + LAST_BLOCKS_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException slowPeers) {
            LOG.warn("{} streams have not ended within {} s", hub.connectionCount(), within.toSeconds());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException failure) {
            throw new CompletionException(failure.getCause());
        }
    }

    /** Ends what is left. */
    @Override
    public void close() {
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception failure) {
                LOG.warn("{} could not be closed", part, failure);
            }
        }
        parts.clear();
    }
}
