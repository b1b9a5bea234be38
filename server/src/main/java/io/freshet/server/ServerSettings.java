package io.freshet.server;

import java.time.Duration;

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
        Duration requestTimeout,
        Duration idleTimeout,
        Duration drain) {}
