package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.RedisProcess;
import io.freshet.testkit.SseBlock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hubs with one history in Redis are one hub. */
class HubsOnRedisTest {
    @Test
    void whatIsPublishedToOneArrivesAtTheOther() throws Exception {
        try (RedisProcess redis = RedisProcess.start();
                HubProcess one = HubProcess.start("--dev", "--redis=" + redis.url(), "--redis-name=dev");
                HubProcess other = HubProcess.start("--dev", "--redis=" + redis.url(), "--redis-name=dev");
                RawSseClient stream = other.stream("a{b}")) {
            stream.event("connect");
            assertThat(one.publish(DevTokens.everything(DevTokens.DEV_KEY, "me"), "topic=a1&data=hello")
                            .statusCode())
                    .isEqualTo(200);
            SseBlock event = stream.event("message");
            assertThat(event.data()).isEqualTo("hello");
            assertThat(redis.ask("exists", "freshet:{dev}:log")).isEqualTo("1");
        }
    }

    @Test
    void aRedisThatIsNotThereIsNamedAndWhatCannotBeReadIsNot() throws Exception {
        RedisProcess redis = RedisProcess.start();
        redis.close();
        try (HubProcess hub = HubProcess.start("--dev", "--redis=redis://:secret@127.0.0.1:" + redis.port())) {
            assertThat(hub.exit()).isEqualTo(1);
            assertThat(hub.output())
                    .contains("The hub cannot start", "127.0.0.1:" + redis.port())
                    .doesNotContain("secret");
        }
        for (String wrong : List.of("--redis=http://secret@example.com", "--redis-name=two words")) {
            try (HubProcess hub = HubProcess.start(
                    "--dev", wrong.startsWith("--redis=") ? "--redis-name=hub" : "--redis=redis://localhost", wrong)) {
                assertThat(hub.exit()).isEqualTo(2);
                assertThat(hub.output()).contains("not allowed").doesNotContain("secret");
            }
        }
    }
}
