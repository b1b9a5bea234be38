package io.freshet.spring;

import io.freshet.redis.RedisEventLog;
import io.freshet.redis.RedisEventLogBuilder;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Node;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.util.StringUtils;

/** Where Redis is and how it is reached, in Lettuce's words. */
final class RedisAddress {
    private final DataRedisConnectionDetails details;
    private final DataRedisProperties properties;

    RedisAddress(DataRedisConnectionDetails details, DataRedisProperties properties) {
        this.details = details;
        this.properties = properties;
    }

    /** A log there. */
    RedisEventLogBuilder log() {
        RedisEventLogBuilder log = RedisEventLog.at(uris().toArray(RedisURI[]::new));
        SslBundle bundle = details.getSslBundle();
        if (bundle != null) {
            log.ssl(ssl(bundle));
        }
        Duration connectTimeout = properties.getConnectTimeout();
        if (connectTimeout != null) {
            log.connectTimeout(connectTimeout);
        }
        Duration timeout = properties.getTimeout();
        return timeout == null ? log : log.commandTimeout(timeout);
    }

    private List<RedisURI> uris() {
        DataRedisConnectionDetails.Sentinel sentinel = details.getSentinel();
        if (sentinel != null) {
            return List.of(uri(sentinel));
        }
        DataRedisConnectionDetails.Cluster cluster = details.getCluster();
        if (cluster != null) {
            return nodes(cluster.getNodes());
        }
        DataRedisConnectionDetails.MasterReplica masterReplica = details.getMasterReplica();
        if (masterReplica != null) {
            return nodes(masterReplica.getNodes());
        }
        DataRedisConnectionDetails.Standalone standalone = details.getStandalone();
        if (standalone == null) {
            throw new IllegalStateException("spring.data.redis names no Redis");
        }
        return List.of(common(RedisURI.builder()
                .withHost(standalone.getHost())
                .withPort(standalone.getPort())
                .withDatabase(standalone.getDatabase())));
    }

    private List<RedisURI> nodes(List<Node> nodes) {
        return nodes.stream()
                .map(node -> common(RedisURI.builder().withHost(node.host()).withPort(node.port())))
                .toList();
    }

    private RedisURI uri(DataRedisConnectionDetails.Sentinel sentinel) {
        RedisURI.Builder uri =
                RedisURI.builder().withSentinelMasterId(sentinel.getMaster()).withDatabase(sentinel.getDatabase());
        for (Node node : sentinel.getNodes()) {
            RedisURI.Builder one = RedisURI.builder().withHost(node.host()).withPort(node.port());
            uri.withSentinel(reached(one, sentinel.getUsername(), sentinel.getPassword()));
        }
        return common(uri);
    }

    private RedisURI common(RedisURI.Builder uri) {
        return reached(uri, details.getUsername(), details.getPassword());
    }

    private RedisURI reached(RedisURI.Builder uri, @Nullable String user, @Nullable String password) {
        if (password != null && StringUtils.hasText(user)) {
            uri.withAuthentication(user, password.toCharArray());
        } else if (password != null) {
            uri.withPassword(password.toCharArray());
        }
        String name = properties.getClientName();
        if (StringUtils.hasText(name)) {
            uri.withClientName(name);
        }
        String url = properties.getUrl();
        return uri.withSsl(details.getSslBundle() != null || (url != null && url.startsWith("rediss:")))
                .build();
    }

    private static SslOptions ssl(SslBundle bundle) {
        SslOptions.Builder ssl = SslOptions.builder()
                .keyManager(bundle.getManagers().getKeyManagerFactory())
                .trustManager(bundle.getManagers().getTrustManagerFactory());
        String[] ciphers = bundle.getOptions().getCiphers();
        String[] protocols = bundle.getOptions().getEnabledProtocols();
        if (ciphers != null) {
            ssl.cipherSuites(ciphers);
        }
        return protocols == null ? ssl.build() : ssl.protocols(protocols).build();
    }
}
