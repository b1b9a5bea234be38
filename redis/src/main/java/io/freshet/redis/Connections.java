package io.freshet.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Makes a log's connections and ends them, each once. The client that made them is not told of the end, since it would end those again
 * that are just ending, and complain; its threads belong to the resources, which end last. May be used by any thread.
 */
final class Connections {
    private static final long ENDS_WITHIN_SECONDS = 3;
    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private final ClientResources resources = DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .build();
    private final RedisClient client = RedisClient.create(resources);

    /** Those that are being made. */
    private final Map<Object, CompletableFuture<?>> beginning = new ConcurrentHashMap<>();

    private final Set<StatefulConnection<?, ?>> open = ConcurrentHashMap.newKeySet();
    private final Map<StatefulConnection<?, ?>, CompletableFuture<Void>> ending = new ConcurrentHashMap<>();

    Connections(RedisLogSettings settings) {
        ClientOptions.Builder options = ClientOptions.builder()
                .autoReconnect(false)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(settings.connectTimeout())
                        .keepAlive(true)
                        .build());
        if (settings.ssl() != null) {
            options.sslOptions(settings.ssl());
        }
        client.setOptions(options.build());
    }

    /** One for commands. Blocks. */
    StatefulRedisConnection<String, byte[]> connect(RedisURI uri) {
        return made(client.connect(CODEC, uri));
    }

    /** One that listens to channels. */
    CompletionStage<StatefulRedisPubSubConnection<String, String>> connectPubSub(RedisURI uri) {
        Object its = new Object();
        CompletableFuture<StatefulRedisPubSubConnection<String, String>> connection = client.connectPubSubAsync(
                        StringCodec.UTF8, uri)
                .toCompletableFuture()
                .thenApply(this::made);
        beginning.put(its, connection);
        connection.whenComplete((made, failure) -> beginning.remove(its));
        return connection;
    }

    private <T extends StatefulConnection<?, ?>> T made(T connection) {
        open.add(connection);
        return connection;
    }

    /** Ends one of these, if it has not been. */
    void end(StatefulConnection<?, ?> connection) {
        if (open.remove(connection)) {
            CompletableFuture<Void> end = connection.closeAsync();
            ending.put(connection, end);
            end.whenComplete((done, failure) -> ending.remove(connection));
        }
    }

    /** Ends all of these, and their threads. None is asked for any more. */
    void close() {
        allOf(beginning)
                .handle((made, failure) -> {
                    open.forEach(this::end);
                    return allOf(ending);
                })
                .thenCompose(ended -> ended)
                .orTimeout(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)
                .whenComplete((done, late) -> resources.shutdown(0, ENDS_WITHIN_SECONDS, TimeUnit.SECONDS));
    }

    private static CompletableFuture<Void> allOf(Map<?, ? extends CompletableFuture<?>> futures) {
        return CompletableFuture.allOf(futures.values().toArray(CompletableFuture[]::new));
    }
}
