package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseBlock;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A store's stream, as the page uses it. */
class StoreStreamTest extends ShowcaseTest {
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void aStreamBeginsWithConnectAndNothingElse() throws IOException {
        Caller ann = caller("ann");
        ann.order(store, "americano", 4500, 2);
        ann.choose(store, "S", 3, "SLS_02_01");
        String position = ann.get(path("")).json().get("id").stringValue();
        try (RawSseClient stream = ann.stream(store, "?subscriber=S").open()) {
            assertThat(stream.head().header("Content-Type")).startsWith("text/event-stream");
            SseBlock connect = stream.event();
            assertThat(connect.name()).isEqualTo("connect");
            assertThat(connect.id()).isEqualTo(position);
            JsonNode data = JSON.readTree(connect.data());
            assertThat(data.get("subscriber").stringValue()).isEqualTo("S");
            assertThat(data.get("connection").stringValue()).isNotEmpty();
            assertThat(data.get("heartbeat").longValue()).isEqualTo(30_000);
            assertThat(data.get("revision").longValue()).isEqualTo(3);

            ann.choose(store, "S", 4, "SLS_01_01");
            ann.order(store, "americano", 4500, 2);
            SseBlock first = stream.event();
            assertThat(first.name()).as("connecting and choosing send nothing").isEqualTo("SLS_01_01");
            assertThat(value(first).longValue()).isEqualTo(18_000);
        }
    }

    @Test
    void whatHappensBetweenReadingTheValuesAndTheStreamIsSent() throws IOException {
        Caller ann = caller("ann");
        ann.choose(store, "S", 1, "SLS_02_01");
        String position = ann.get(path("")).json().get("id").stringValue();
        ann.order(store, "americano", 4500, 2);
        ann.order(store, "americano", 4500, 2);
        try (RawSseClient stream =
                ann.stream(store, "?subscriber=S&lastEventId=" + position).open()) {
            assertThat(stream.event().id()).isEqualTo(position);
            assertThat(stream.event().name()).isEqualTo("SLS_02_01");
            assertThat(value(stream.event()).longValue()).isEqualTo(2);
        }
    }

    @Test
    void theHeaderCountsMoreThanTheParameter() throws IOException {
        Caller ann = caller("ann");
        ann.choose(store, "S", 1, "SLS_02_01");
        String before = ann.get(path("")).json().get("id").stringValue();
        ann.order(store, "americano", 4500, 2);
        try (RawSseClient stream = ann.stream(store, "?subscriber=S&lastEventId=rubbish")
                .header("Last-Event-ID", before)
                .open()) {
            assertThat(stream.event().name()).isEqualTo("connect");
            assertThat(stream.event().name()).isEqualTo("SLS_02_01");
        }
    }

    @Test
    void cardsThatAreChosenBeforeAndDuringARefreshAreKept() throws IOException {
        Caller ann = caller("ann");
        RawSseClient first = ann.stream(store, "?subscriber=S").open();
        first.event("connect");
        ann.choose(store, "S", 1, "SLS_01_01");
        ann.choose(store, "S", 2, "SLS_02_01");
        try (RawSseClient second = ann.stream(store, "?subscriber=S").open()) {
            assertThat(second.event("connect").data()).contains("\"revision\":2");
            SseBlock close = first.event("close");
            assertThat(close.data()).isEqualTo("{\"reason\":\"replaced\",\"comeBack\":false}");
            assertThat(close.retry()).isEqualTo(86_400_000);
            first.close();
            ann.order(store, "americano", 4500, 2);
            assertThat(second.event().name()).isEqualTo("SLS_02_01");
        }
        assertThat(ann.get(path("/cards?subscriber=S")).json().get("revision").longValue())
                .isEqualTo(2);
    }

    @Test
    void twoTabsOfOneStoreAreTwoSubscribers() throws IOException {
        Caller ann = caller("ann");
        ann.choose(store, "one", 1, "SLS_01_01");
        ann.choose(store, "two", 1, "MNU_02_01");
        try (RawSseClient one = ann.stream(store, "?subscriber=one").open();
                RawSseClient two = ann.stream(store, "?subscriber=two").open()) {
            one.event("connect");
            two.event("connect");
            ann.order(store, "americano", 4500, 2);
            assertThat(one.event().name()).isEqualTo("SLS_01_01");
            assertThat(two.event().name()).isEqualTo("MNU_02_01");
        }
    }

    @Test
    void aGoodbyeEndsItsOneConnectionOnly() throws IOException {
        Caller ann = caller("ann");
        ann.choose(store, "S", 1, "SLS_01_01");
        try (RawSseClient stream = ann.stream(store, "?subscriber=S").open();
                RawSseClient other = ann.stream(store, "?subscriber=T").open()) {
            String connection = JSON.readTree(stream.event("connect").data())
                    .get("connection")
                    .stringValue();
            other.event("connect");
            String goodbye = path("/events/goodbye?subscriber=S&connection=");
            assertThat(ann.post(goodbye + "another", "").status()).isEqualTo(204);
            assertThat(caller("bob").post(goodbye + connection, "").status()).isEqualTo(204);
            ann.order(store, "americano", 4500, 2);
            assertThat(stream.event().name()).isEqualTo("SLS_01_01");

            assertThat(ann.post(goodbye + connection, "").status()).isEqualTo(204);
            stream.rest();
            ann.choose(store, "T", 1, "SLS_02_01");
            ann.order(store, "americano", 4500, 2);
            assertThat(other.event().name()).isEqualTo("SLS_02_01");
        }
        try (RawSseClient back = ann.stream(store, "?subscriber=S").open()) {
            assertThat(back.event("connect").data()).contains("\"revision\":1");
            assertThat(ann.post(path("/events/goodbye?subscriber=S&connection=x"), "")
                            .status())
                    .isEqualTo(204);
            ann.order(store, "americano", 4500, 2);
            assertThat(back.event().name()).isEqualTo("SLS_01_01");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rubbish", "%00%0A", "0", "zzzz-5", "-1"})
    void aPositionThatNobodyCanReadIsAGapAndNoError(String position) throws IOException {
        try (RawSseClient stream = caller("ann").stream(store, "?subscriber=S&lastEventId=" + position)
                .open()) {
            assertThat(stream.head().status()).isEqualTo(200);
            stream.event("connect");
            assertThat(stream.event().name()).isEqualTo("gap");
        }
    }

    @Test
    void aStreamWithoutASubscriberIsUnnamed() throws IOException {
        try (RawSseClient stream = caller("ann").stream(store, "").open()) {
            assertThat(JSON.readTree(stream.event("connect").data())
                            .get("subscriber")
                            .stringValue())
                    .isNotEmpty();
        }
    }

    @Test
    void aBadRequestForAStreamIsAnsweredInAnEventStream() throws IOException {
        for (String path : new String[] {
            path("/events?subscriber=" + "x".repeat(1000)), path("/events?subscriber=a%20b"), "/stores/0/events"
        }) {
            try (RawSseClient stream = RawSseClient.to(port, path)
                    .header("Authorization", caller("ann").password())
                    .header("Accept", "application/json")
                    .open()) {
                assertThat(stream.head().status()).isEqualTo(400);
                assertThat(stream.head().header("Content-Type")).startsWith("text/event-stream");
                assertThat(stream.event("error").data()).contains("is not allowed");
            }
        }
    }

    private static JsonNode value(SseBlock event) {
        return JSON.readTree(event.data()).get("value");
    }
}
