package io.freshet.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.ConnectRequest;
import io.freshet.LogEntryCodec;
import io.freshet.MemoryEventLog;
import io.freshet.Owner;
import io.freshet.Stream;
import io.freshet.testkit.RedisProcess;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A Redis whose memory is full refuses what is appended, and nothing else. */
class FullRedisTest {
    private static final Duration LEASE = Duration.ofSeconds(1);

    @Test
    void streamsStayWhilePublishersAreToldWhy() throws IOException {
        try (RedisProcess redis = RedisProcess.start();
                Node node = new Node(RedisEventLog.at(RedisURI.create(redis.url())), LEASE)) {
            Reader reader = node.reader();
            node.published("1");

            redis.ask("config", "set", "maxmemory", "1");
            long lease = lease(redis);
            assertThatThrownBy(() -> node.published("refused")).hasMessageContaining("OOM");
            Waiting.until("the lease is renewed", () -> lease(redis) > lease + 3 * LEASE.toMillis());
            Reader newcomer = new Reader();
            node.hub.connect(
                    ConnectRequest.to(Stream.of("/events"), Owner.of("newcomer"))
                            .topics("a")
                            .build(),
                    connection -> newcomer);
            Waiting.until("the newcomer is refused", newcomer::isEnded);
            assertThat(reader.isEnded()).isFalse();
            assertThatThrownBy(() -> node.published("refused, too")).hasMessageContaining("OOM");

            redis.ask("config", "set", "maxmemory", "0");
            node.published("2");
            reader.waitFor("2");
            assertThat(reader.story()).containsExactly("1", "2");
        }
    }

    @Test
    void whetherReplicasHaveSomethingIsFoundOut() throws IOException {
        try (RedisProcess master = RedisProcess.start();
                RedisProcess replica =
                        RedisProcess.start("--replicaof", "127.0.0.1", Integer.toString(master.port()))) {
            Waiting.until("the replica has everything", () -> replica.ask("info", "replication")
                    .contains("master_link_status:up"));
            RedisLogSettings settings = new RedisLogSettings(
                    List.of(RedisURI.create(master.url())),
                    null,
                    "hub",
                    MemoryEventLog.Bounds.DEFAULT,
                    Node.TIMEOUT,
                    Node.TIMEOUT,
                    Node.TIMEOUT,
                    1,
                    new LogEntryCodec());
            Connections connections = new Connections(settings);
            try (Session session = Session.connect(connections, settings)) {
                master.ask("config", "set", "maxmemory", "1");
                assertThat(session.replicated().toCompletableFuture().join()).isEqualTo(1);
            } finally {
                connections.close();
            }
        }
    }

    /** Until when it lasts, by the clock of Redis, in milliseconds. */
    private static long lease(RedisProcess redis) {
        String key = redis.ask("keys", "*leases");
        return Long.parseLong(redis.ask("zrange", key, "0", "0", "withscores")
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow());
    }
}
