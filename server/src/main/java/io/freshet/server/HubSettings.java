package io.freshet.server;

import io.freshet.MemoryEventLog;
import io.freshet.OverflowPolicy;
import io.freshet.file.Fsync;
import io.freshet.redis.RedisEventLog;
import io.freshet.redis.RedisEventLogBuilder;
import io.lettuce.core.RedisURI;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Everything that the program was told, checked and understood. {@link Setting} says what each means. */
record HubSettings(
        boolean dev,
        int port,
        @Nullable InetAddress address,
        @Nullable Tls tls,
        @Nullable String clientPath,
        MercureSettings mercure,
        Duration heartbeat,
        Duration grace,
        OverflowPolicy overflow,
        MemoryEventLog.Bounds history,
        @Nullable Path historyFile,
        Fsync historyFsync,
        @Nullable RedisEventLogBuilder redis,
        int maxConnections,
        int maxConnectionsPerAddress,
        int maxPublishSize,
        Duration shutdown,
        Metrics metrics,
        LogFormat logFormat,
        LogLevel logLevel) {

    /** @throws SettingException if something makes no sense; the message says what, and what would */
    static HubSettings of(SettingValues values) {
        return new HubSettings(
                values.dev(),
                values.get(Setting.PORT).port(),
                address(values.find(Setting.ADDRESS)),
                tls(values),
                clientPath(values.get(Setting.CLIENT_PATH)),
                mercure(values),
                values.get(Setting.HEARTBEAT).time(),
                values.get(Setting.GRACE).time(),
                values.get(Setting.OVERFLOW).oneOf(OverflowPolicy.class),
                new MemoryEventLog.Bounds(
                        values.get(Setting.HISTORY_EVENTS).count(),
                        values.get(Setting.HISTORY_SIZE).bytes(),
                        values.get(Setting.HISTORY_AGE).time()),
                path(values.find(Setting.HISTORY_FILE)),
                values.get(Setting.HISTORY_FSYNC).oneOf(Fsync.class),
                redis(values),
                values.get(Setting.MAX_CONNECTIONS).count(),
                values.get(Setting.MAX_CONNECTIONS_PER_ADDRESS).countOrOff(),
                values.get(Setting.MAX_PUBLISH_SIZE).size(),
                values.get(Setting.SHUTDOWN).time(),
                Metrics.of(values.get(Setting.METRICS)),
                values.get(Setting.LOG_FORMAT).oneOf(LogFormat.class),
                values.get(Setting.LOG_LEVEL).oneOf(LogLevel.class));
    }

    private static @Nullable InetAddress address(@Nullable SettingValue value) {
        return value == null ? null : value.address();
    }

    private static @Nullable Path path(@Nullable SettingValue value) {
        return value == null ? null : value.path();
    }

    private static @Nullable Tls tls(SettingValues values) {
        SettingValue certificate = values.find(Setting.TLS_CERTIFICATE);
        SettingValue key = values.find(Setting.TLS_KEY);
        if (certificate == null && key == null) {
            return null;
        }
        if (certificate == null || key == null) {
            throw new SettingException((certificate == null ? Setting.TLS_CERTIFICATE : Setting.TLS_KEY).flag()
                    + " is missing: TLS needs a certificate and its key");
        }
        return new Tls(certificate.file(), key.file());
    }

    private static @Nullable RedisEventLogBuilder redis(SettingValues values) {
        SettingValue url = values.find(Setting.REDIS);
        SettingValue name = values.get(Setting.REDIS_NAME);
        if (url == null) {
            return null;
        }
        SettingValue file = values.find(Setting.HISTORY_FILE);
        if (file != null) {
            throw new SettingException(
                    url.name() + " and " + file.name() + " are not allowed together: history is kept in one place");
        }
        RedisEventLogBuilder redis;
        try {
            redis = RedisEventLog.at(RedisURI.create(url.text()));
        } catch (IllegalArgumentException malformed) {
            // Said without the URL: it may have a password in it.
            throw new SettingException(url.name() + " is not allowed: a URL such as redis://:PASSWORD@HOST:6379,"
                    + " rediss://HOST or redis-sentinel://HOST:26379#MASTER");
        }
        try {
            return redis.name(name.text());
        } catch (IllegalArgumentException malformed) {
            throw name.wrong("1 to 100 of A-Z a-z 0-9 . _ : / -");
        }
    }

    private static @Nullable String clientPath(SettingValue value) {
        if (value.isOff()) {
            return null;
        }
        if (!value.text().matches("/[A-Za-z0-9._~/-]+") || value.text().startsWith("/.well-known/")) {
            throw value.wrong("a path such as /freshet.js, or off");
        }
        return value.text();
    }

    private static MercureSettings mercure(SettingValues values) {
        boolean anonymous = values.get(Setting.ANONYMOUS).isTrue();
        SettingValue url = values.find(Setting.URL);
        return MercureSettings.of(KeySettings.publishers(values))
                .subscribers(KeySettings.subscribers(values, anonymous))
                .cookie(values.get(Setting.COOKIE).cookie())
                .anonymous(anonymous)
                .corsOrigins(origins(values.find(Setting.CORS_ORIGINS)))
                .publishOrigins(origins(values.find(Setting.PUBLISH_ORIGINS)))
                .streamsPerSubject(values.get(Setting.MAX_STREAMS_PER_SUBJECT).countOrOff())
                .streamsPerAddress(values.get(Setting.MAX_STREAMS_PER_ADDRESS).countOrOff())
                .templatesPerSubscriber(
                        values.get(Setting.MAX_TEMPLATES_PER_SUBSCRIBER).countOrOff())
                .publishesPerSecond(values.get(Setting.PUBLISH_RATE).perSecondOrOff())
                .subscriptions(values.get(Setting.SUBSCRIPTIONS).isTrue())
                .url(url == null ? null : url.url())
                .build();
    }

    private static Set<String> origins(@Nullable SettingValue value) {
        return value == null ? Set.of() : value.origins();
    }

    /** How much of the time for the end there is for sending streams away; the rest is for what comes after. */
    Duration drain() {
        return shutdown.multipliedBy(3).dividedBy(4);
    }

    /** What a server shows to be the one that it says it is. */
    record Tls(Path certificate, Path key) {}

    /**
     * Where the metrics are.
     *
     * @param ownPort their port, or null if that is the hub's
     */
    record Metrics(boolean on, @Nullable Integer ownPort) {
        private static Metrics of(SettingValue value) {
            return switch (value.text()) {
                case "on" -> new Metrics(true, null);
                case "off" -> new Metrics(false, null);
                default -> {
                    if (!value.text().matches("\\d{1,5}") || Integer.parseInt(value.text()) > 65_535) {
                        throw value.wrong("on, off, or a port, 0 to 65535");
                    }
                    yield new Metrics(true, Integer.parseInt(value.text()));
                }
            };
        }
    }

    /** How a line of the log is written. */
    enum LogFormat {
        /** For people. */
        TEXT,
        /** A JSON object. */
        JSON
    }

    /** What is logged: this and whatever is worse. */
    enum LogLevel {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }
}
