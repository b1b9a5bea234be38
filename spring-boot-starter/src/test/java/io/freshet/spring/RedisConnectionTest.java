package io.freshet.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.Event;
import io.freshet.Hub;
import io.freshet.testkit.LocalhostKey;
import io.freshet.testkit.RedisClusterProcesses;
import io.freshet.testkit.RedisProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/** What {@code spring.data.redis} says of the connection holds for the hub's, as it does for the application's own. */
class RedisConnectionTest {
    private final WebApplicationContextRunner context = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    SslAutoConfiguration.class,
                    DataRedisAutoConfiguration.class,
                    FreshetRedisAutoConfiguration.class,
                    FreshetAutoConfiguration.class))
            .withPropertyValues("freshet.redis.enabled=true", "freshet.redis.name=shop");

    @Test
    void aUserWithItsPasswordAndAClientsName() throws IOException {
        try (RedisProcess redis = RedisProcess.start(
                "--user", "freshet", "on", ">secret", "~*", "&*", "+@all", "--user", "default", "off")) {
            redis.reachedWith("--user", "freshet", "--pass", "secret", "--no-auth-warning");
            String port = "spring.data.redis.port=" + redis.port();
            context.withPropertyValues(
                            port,
                            "spring.data.redis.username=freshet",
                            "spring.data.redis.password=secret",
                            "spring.data.redis.client-name=node-7")
                    .run(application -> {
                        assertBothReach(application);
                        assertThat(redis.ask("client", "list").lines())
                                .as("two connections of the log, one of the cluster, one of the application's")
                                .filteredOn(client -> client.contains("name=node-7") && client.contains("user=freshet"))
                                .hasSizeGreaterThanOrEqualTo(4);
                    });
            context.withPropertyValues("spring.data.redis.url=redis://freshet:secret@127.0.0.1:" + redis.port() + "/5")
                    .run(application -> {
                        assertBothReach(application);
                        assertThat(redis.ask("-n", "5", "exists", "freshet:{shop}:log"))
                                .isEqualTo("1");
                    });
            context.withPropertyValues(port, "spring.data.redis.username=another", "spring.data.redis.password=secret")
                    .run(application ->
                            assertThat(application).getFailure().rootCause().hasMessageContaining("WRONGPASS"));
        }
    }

    @Test
    void tlsByAnSslBundle() throws Exception {
        LocalhostKey key = LocalhostKey.make();
        try (RedisProcess redis = RedisProcess.startWithTls(key)) {
            String bundle = "spring.ssl.bundle.pem.redis.truststore.certificate=" + key.certificatePem();
            context.withPropertyValues(
                            bundle,
                            "spring.data.redis.host=localhost",
                            "spring.data.redis.port=" + redis.port(),
                            "spring.data.redis.ssl.bundle=redis")
                    .run(application -> assertBothReach(application));
            context.withPropertyValues(
                            bundle,
                            "spring.data.redis.url=rediss://localhost:" + redis.port(),
                            "spring.data.redis.ssl.bundle=redis")
                    .run(application -> assertBothReach(application));
            context.withPropertyValues(
                            "spring.data.redis.url=rediss://localhost:" + redis.port(), "freshet.redis.timeout=100ms")
                    .run(application -> assertThat(application)
                            .as("a certificate that nobody trusts")
                            .getFailure()
                            .rootCause()
                            .hasMessageContaining("certification path"));
        }
    }

    @Test
    void aMasterThatSentinelNames() throws IOException {
        try (RedisProcess master =
                        RedisProcess.start("--requirepass", "secret").reachedWith("-a", "secret", "--no-auth-warning");
                RedisProcess sentinel = master.startSentinel(
                        "shop", "sentinel auth-pass shop secret", "user guard on >watchful ~* &* +@all")) {
            context.withPropertyValues(
                            "spring.data.redis.sentinel.master=shop",
                            "spring.data.redis.sentinel.nodes=127.0.0.1:" + sentinel.port(),
                            "spring.data.redis.sentinel.username=guard",
                            "spring.data.redis.sentinel.password=watchful",
                            "spring.data.redis.password=secret",
                            "spring.data.redis.database=2")
                    .run(application -> {
                        assertBothReach(application);
                        assertThat(master.ask("-n", "2", "exists", "freshet:{shop}:log"))
                                .isEqualTo("1");
                    });
        }
    }

    @Test
    void theNodeOfAClusterThatHasTheLog() throws IOException {
        try (RedisClusterProcesses cluster = RedisClusterProcesses.start(3, "secret")) {
            for (RedisProcess node : cluster.nodes()) {
                context.withPropertyValues(
                                "spring.data.redis.cluster.nodes=127.0.0.1:" + node.port(),
                                "spring.data.redis.password=secret")
                        .run(application -> assertBothReach(application));
            }
            assertThat(cluster.nodes())
                    .filteredOn(node -> node.ask("exists", "freshet:{shop}:log").equals("1"))
                    .hasSize(1);
        }
    }

    @Test
    void aRedisThatSaysNothingIsWaitedForAsLongAsItsTimeoutSays() throws IOException {
        try (RedisProcess redis = RedisProcess.start()) {
            redis.freeze();
            context.withPropertyValues(
                            "spring.data.redis.port=" + redis.port(),
                            "spring.data.redis.timeout=234ms",
                            "freshet.redis.timeout=1s")
                    .run(application ->
                            assertThat(application).getFailure().rootCause().hasMessageContaining("234 milli"));
        }
    }

    @Test
    void aConnectionIsWaitedForAsLongAsTheConnectTimeoutSays() throws IOException {
        List<SocketChannel> ahead = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress address = new InetSocketAddress(full.getInetAddress(), full.getLocalPort());
            for (int i = 0; i < 8; i++) {
                SocketChannel channel = SocketChannel.open();
                ahead.add(channel);
                channel.configureBlocking(false);
                assertThat(channel.connect(address))
                        .as("it may still be on its way")
                        .isIn(true, false);
            }
            context.withPropertyValues(
                            "spring.data.redis.port=" + full.getLocalPort(),
                            "spring.data.redis.host=127.0.0.1",
                            "spring.data.redis.connect-timeout=345ms",
                            "freshet.redis.timeout=1s")
                    .run(application ->
                            assertThat(application).getFailure().rootCause().hasMessageContaining("345 ms"));
        } finally {
            for (SocketChannel channel : ahead) {
                channel.close();
            }
        }
    }

    /** The hub has its log there, and Boot's own connection goes to the same place. */
    private static void assertBothReach(ApplicationContext application) {
        Hub hub = application.getBean(Hub.class);
        assertThat(hub.publish("topic", Event.message("hello")).toCompletableFuture())
                .succeedsWithin(30, TimeUnit.SECONDS);
        try (RedisConnection own =
                application.getBean(RedisConnectionFactory.class).getConnection()) {
            assertThat(own.keyCommands().exists("freshet:{shop}:log".getBytes(UTF_8)))
                    .isTrue();
        }
    }
}
