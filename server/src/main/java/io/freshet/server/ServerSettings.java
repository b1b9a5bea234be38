package io.freshet.server;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a server was configured with. {@link NettyServerBuilder} documents each. */
record ServerSettings(
        Endpoint endpoint,
        EventLoops loops,
        String host,
        int port,
        int backlog,
        int sendBuffer,
        int maxHeaderBytes,
        int maxBodyBytes,
        long maxBodyBytesInAll,
        Duration requestTimeout,
        Duration idleTimeout,
        Duration drain,
        int maxConnections,
        int maxConnectionsPerAddress,
        int maxStreams,
        @Nullable Path certificateChain,
        @Nullable Path privateKey,
        Duration lookForCertificates) {}
