package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseBlock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The end of the program: its streams are sent away in time, and nobody is left hanging. */
class DrainingHubTest {
    /** It sends a thousand away in a second at most, so this is how many seconds a test has to look at it. */
    private static final int MANY = 4000;

    private final List<RawSseClient> streams = new ArrayList<>();

    @AfterEach
    void closeStreams() throws Exception {
        for (RawSseClient stream : streams) {
            stream.close();
        }
    }

    private void open(HubProcess hub, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            RawSseClient stream = hub.stream("a");
            streams.add(stream);
            stream.event("connect");
        }
    }

    @Test
    void sendsTwoHundredStreamsAwayWithinItsTime() throws Exception {
        try (HubProcess hub = HubProcess.start("--dev", "--shutdown=20s")) {
            open(hub, 200);
            RawSseClient plain = RawSseClient.to(hub.port(), MercureEndpoint.PATH + "?topic=a")
                    .open();
            streams.add(plain);
            long began = System.nanoTime();
            hub.terminate();
            List<Long> retries = new ArrayList<>();
            for (RawSseClient stream : streams.subList(0, 200)) {
                List<SseBlock> rest = stream.rest();
                SseBlock last = rest.get(rest.size() - 1);
                assertThat(last.is("close")).isTrue();
                assertThat(last.data()).isEqualTo("{\"reason\":\"shutdown\",\"comeBack\":true}");
                retries.add(last.retry());
            }
            assertThat(retries).allSatisfy(retry -> assertThat(retry).isBetween(2000L, 6000L));
            assertThat(retries.stream().distinct().count())
                    .as("moments to come back at")
                    .isGreaterThan(100);
            List<SseBlock> rest = plain.rest();
            assertThat(rest.get(rest.size() - 1).retry())
                    .as("when a plain Mercure client is told to come back")
                    .isBetween(2000L, 6000L);
            assertThat(hub.exit()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
            assertThat(hub.output()).contains("201 streams are about to end").contains("The hub has ended");
        }
    }

    /** Enough streams that sending them away takes a while, in which others ask. */
    @Test
    void takesNoNewStreamsMeanwhileButWhatIsPublished() throws Exception {
        try (HubProcess hub = HubProcess.start("--dev", "--shutdown=60s")) {
            open(hub, MANY);
            String token = DevTokens.everything(DevTokens.DEV_KEY, "publisher");
            assertThat(hub.publish(token, "topic=b").statusCode()).isEqualTo(200);
            hub.terminate();
            hub.await(line -> line.contains("streams are about to end"));
            assertThat(hub.publish(token, "topic=a&data=meanwhile").statusCode())
                    .isEqualTo(200);
            assertThat(hub.get("/readyz").statusCode()).isEqualTo(503);
            assertThat(hub.get("/healthz").statusCode()).isEqualTo(200);
            try (RawSseClient late = hub.stream("a")) {
                assertThat(late.head().status()).isEqualTo(503);
                assertThat(late.head().header("Retry-After")).isEqualTo("2");
            }
            assertThat(hub.exit()).isZero();
            long heard = 0;
            for (RawSseClient stream : streams) {
                heard += stream.rest().stream()
                        .filter(block -> block.data().equals("meanwhile"))
                        .count();
            }
            assertThat(heard).as("streams that were still open and heard of it").isPositive();
        }
    }

    @Test
    void endsInTimeWhereAReaderTakesNothing() throws Exception {
        try (HubProcess hub = HubProcess.start("--dev", "--shutdown=30s")) {
            RawSseClient stuck = RawSseClient.to(hub.port(), MercureEndpoint.PATH + "?freshet&topic=a")
                    .receiveBuffer(2048)
                    .open();
            streams.add(stuck);
            String token = DevTokens.everything(DevTokens.DEV_KEY, "publisher");
            String large = "topic=a&data=" + "x".repeat(500_000);
            for (int i = 0; i < 8; i++) {
                assertThat(hub.publish(token, large).statusCode()).isEqualTo(200);
            }
            hub.terminate();
            assertThat(hub.exit()).isZero();
        }
    }

    @Test
    void aSecondSignalEndsItAtOnce() throws Exception {
        try (HubProcess hub = HubProcess.start("--dev", "--shutdown=5m")) {
            open(hub, MANY);
            hub.terminate();
            hub.await(line -> line.contains("streams are about to end"));
            hub.terminate();
            assertThat(hub.exit()).isEqualTo(128 + 15);
            assertThat(hub.output()).contains("the hub ends now").doesNotContain("The hub has ended");
        }
    }

    @Test
    void ctrlCSendsStreamsAwayToo() throws Exception {
        try (HubProcess hub = HubProcess.start("--dev")) {
            open(hub, 1);
            hub.interrupt();
            assertThat(streams.get(0).event("close").data()).contains("shutdown");
            assertThat(hub.exit()).isZero();
        }
    }
}
