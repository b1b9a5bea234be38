package io.freshet.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.Cluster;
import io.freshet.Event;
import io.freshet.EventId;
import io.freshet.EventLog;
import io.freshet.Hub;
import io.freshet.LogEntryCodec;
import io.freshet.MemoryEventLog;
import io.freshet.Owner;
import io.freshet.Selector;
import io.freshet.SubscriberKey;
import io.freshet.SubscriptionChange;
import io.freshet.testkit.RedisProcess;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The log in Redis, reached as {@code spring.data.redis} says. */
class RedisLogTest {
    private static RedisProcess redis;

    private final WebApplicationContextRunner context = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DataRedisAutoConfiguration.class,
                    FreshetRedisAutoConfiguration.class,
                    FreshetAutoConfiguration.class))
            .withPropertyValues("freshet.redis.enabled=true", "spring.application.name=shop");

    @BeforeAll
    static void start() throws IOException {
        redis = RedisProcess.start("--requirepass", "secret").reachedWith("-a", "secret", "--no-auth-warning");
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @Test
    void theHubsEventsAreInTheRedisThatTheApplicationNames() {
        context.withPropertyValues(
                        "spring.data.redis.host=127.0.0.1",
                        "spring.data.redis.port=" + redis.port(),
                        "spring.data.redis.password=secret",
                        "spring.data.redis.database=3")
                .run(application -> {
                    assertThat(publish(application.getBean(Hub.class))).isNotNull();
                    assertThat(redis.ask("-n", "3", "exists", "freshet:{shop}:log"))
                            .isEqualTo("1");
                });
    }

    @Test
    void theNodesOfTheHubCountTheirPlacesThere() {
        context.withPropertyValues("spring.data.redis.url=redis://:secret@127.0.0.1:" + redis.port())
                .run(application -> {
                    assertThat(application).hasSingleBean(Cluster.class);
                    assertThat(application
                                    .getBean(Hub.class)
                                    .presence()
                                    .toCompletableFuture()
                                    .get(30, TimeUnit.SECONDS))
                            .isEmpty();
                    assertThat(redis.ask("exists", "freshet:{shop}:leases")).isEqualTo("1");
                });
    }

    @Test
    void aUrlAndANameWillDoToo() {
        context.withPropertyValues(
                        "spring.data.redis.url=redis://:secret@127.0.0.1:" + redis.port(), "freshet.redis.name=orders")
                .run(application -> {
                    assertThat(publish(application.getBean(Hub.class))).isNotNull();
                    assertThat(redis.ask("exists", "freshet:{orders}:log")).isEqualTo("1");
                });
    }

    @Test
    void anApplicationWhoseNameTheLogCannotHaveIsToldOfTheProperty() {
        context.withPropertyValues("spring.application.name=My Shop").run(application -> assertThat(application)
                .getFailure()
                .hasMessageContaining("as spring.application.name has it, the name 'My Shop' is not allowed")
                .hasMessageContaining("set freshet.redis.name"));
    }

    @Test
    void aRedisThatDoesNotLetTheApplicationInStopsItsStart() {
        context.withPropertyValues("spring.data.redis.url=redis://:wrong@127.0.0.1:" + redis.port())
                .run(application ->
                        assertThat(application).getFailure().rootCause().hasMessageContaining("WRONGPASS"));
    }

    @Test
    void unlessItIsAskedForTheLogIsInMemory() {
        context.withPropertyValues("freshet.redis.enabled=false")
                .run(application ->
                        assertThat(application).hasSingleBean(Hub.class).doesNotHaveBean(EventLog.class));
    }

    @Test
    void whatIsMissingForItIsNamed() {
        for (String missing : List.of("io.freshet.redis", "org.springframework.boot.data.redis")) {
            new WebApplicationContextRunner()
                    .withConfiguration(
                            AutoConfigurations.of(FreshetRedisAutoConfiguration.class, FreshetAutoConfiguration.class))
                    .withPropertyValues("freshet.redis.enabled=true")
                    .withClassLoader(new FilteredClassLoader(missing))
                    .run(application -> assertThat(application)
                            .getFailure()
                            .rootCause()
                            .hasMessageContaining("freshet.redis.enabled is true")
                            .hasMessageContaining("io.freshet:freshet-redis")
                            .hasMessageContaining("spring-boot-starter-data-redis"));
        }
    }

    @Test
    void aFileAndRedisTogetherAreRefused() {
        context.withPropertyValues("freshet.log.path=events.log").run(application -> assertThat(application)
                .getFailure()
                .rootCause()
                .hasMessageContaining("freshet.log.path is 'events.log'")
                .hasMessageContaining("freshet.redis.enabled is true"));
    }

    @Test
    void theApplicationsOwnCodecWritesTheLog() {
        Selector own = Selector.matching("orders ending in 7", topic -> topic.endsWith("7"));
        context.withPropertyValues("spring.data.redis.url=redis://:secret@127.0.0.1:" + redis.port())
                .withBean(LogEntryCodec.class, () -> new LogEntryCodec(text -> Selector.matching(text, topic -> false)))
                .run(application -> {
                    SubscriberKey tab = new SubscriberKey(Owner.of("anna"), "/orders", "tab");
                    assertThat(application
                                    .getBean(EventLog.class)
                                    .append(new SubscriptionChange(tab, 1, Set.of(own), "first"))
                                    .toCompletableFuture())
                            .succeedsWithin(30, TimeUnit.SECONDS);
                });
    }

    @Test
    void theApplicationsOwnLogGoesFirst() {
        context.withUserConfiguration(OwnLog.class)
                .run(application -> assertThat(application).hasSingleBean(EventLog.class));
    }

    private static EventId publish(Hub hub) throws Exception {
        return hub.publish("topic", Event.message("hello"))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnLog {
        @Bean
        EventLog log() {
            return new MemoryEventLog();
        }
    }
}
