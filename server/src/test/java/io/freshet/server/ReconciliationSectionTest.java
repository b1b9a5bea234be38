package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.MemoryEventLog;
import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseBlock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The specification's section "Reconnection, State Reconciliation and Event Sourcing". */
class ReconciliationSectionTest {
    private static final int KEPT = 3;

    private final MercureServer server = new MercureServer(it -> it, hub -> hub.window(KEPT, 1 << 20)
            .memoryLog(new MemoryEventLog.Bounds(KEPT, 1 << 20, Duration.ofHours(1))));

    @AfterEach
    void stop() {
        server.close();
    }

    private RawSseClient after(String... parameters) throws Exception {
        String[] all = new String[parameters.length + 2];
        all[0] = "topic";
        all[1] = "a";
        System.arraycopy(parameters, 0, all, 2, parameters.length);
        return RawSseClient.to(server.port(), MercureServer.path(all)).open();
    }

    private RawSseClient afterHeader(String id, String... parameters) throws Exception {
        return RawSseClient.to(server.port(), MercureServer.path(parameters))
                .header("Last-Event-ID", id)
                .open();
    }

    private String published(int count) {
        String id = "";
        for (int i = 1; i <= count; i++) {
            id = server.published("topic", "a", "data", "" + i);
        }
        return id;
    }

    @Test
    void eventsIncludeAnIdSoThatALostConnectionCanBeReestablished() throws Exception {
        String first;
        try (RawSseClient stream = after()) {
            published(1);
            first = stream.event().id();
        }
        server.published("topic", "a", "data", "missed");
        try (RawSseClient back = afterHeader(first, "topic", "a")) {
            assertThat(back.event().data()).isEqualTo("missed");
            assertThat(back.head().header("Last-Event-ID")).isEqualTo(first);
        }
    }

    @Test
    void theParameterLastEventIDDoesWhatTheHeaderDoes() throws Exception {
        String first = published(1);
        server.published("topic", "a", "data", "missed");
        try (RawSseClient back = after("lastEventID", first)) {
            assertThat(back.head().header("Last-Event-ID")).isEqualTo(first);
            assertThat(back.event().data()).isEqualTo("missed");
        }
    }

    @Test
    void theParameterMayBeSpelledAsFreshetsClientDoes() throws Exception {
        String first = published(1);
        server.published("topic", "a", "data", "missed");
        try (RawSseClient back = after("lastEventId", first)) {
            assertThat(back.head().header("Last-Event-ID")).isEqualTo(first);
            assertThat(back.event().data()).isEqualTo("missed");
        }
    }

    @Test
    void ifBothArePresentTheHeaderTakesPrecedence() throws Exception {
        String first = published(1);
        String second = server.published("topic", "a", "data", "2");
        server.published("topic", "a", "data", "3");
        try (RawSseClient back = afterHeader(second, "topic", "a", "lastEventID", first)) {
            assertThat(back.head().header("Last-Event-ID")).isEqualTo(second);
            assertThat(back.event().data()).isEqualTo("3");
        }
    }

    @Test
    void whatIsPublishedMeanwhileFollowsWhatWasMissed() throws Exception {
        String first = published(3);
        try (RawSseClient back = after("lastEventID", first)) {
            server.published("topic", "b", "data", "of another topic");
            server.published("topic", "a", "data", "4");
            assertThat(back.event().data()).isEqualTo("4");
        }
    }

    @Test
    void withoutEitherThereIsNoAnswerHeaderAndNoHistory() throws Exception {
        published(2);
        try (RawSseClient stream = after()) {
            assertThat(stream.head().header("Last-Event-ID")).isNull();
            server.published("topic", "a", "data", "new");
            assertThat(stream.event().data()).isEqualTo("new");
        }
    }

    @Test
    void theReservedValueEarliestAsksForAllThatTheHubHas() throws Exception {
        published(5);
        try (RawSseClient stream = after("lastEventID", "earliest")) {
            assertThat(stream.head().header("Last-Event-ID")).isEqualTo("earliest");
            for (int i = 6 - KEPT; i <= 5; i++) {
                assertThat(stream.event().data()).isEqualTo("" + i);
            }
        }
    }

    @Test
    void theAnswerIsEarliestIfTheHistoryIsEmpty() throws Exception {
        try (RawSseClient stream = after("lastEventID", "urn:uuid:5e94c686-2c0b-4f9b-958c-92ccc3bbb4eb")) {
            assertThat(stream.head().header("Last-Event-ID")).isEqualTo("earliest");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"urn:uuid:5e94c686-2c0b-4f9b-958c-92ccc3bbb4eb", "other:1", "#7", "a b", "책"})
    void theAnswerIsEarliestIfTheEventDoesNotExist(String id) throws Exception {
        published(2);
        try (RawSseClient stream = after("lastEventID", id)) {
            assertThat(stream.head().header("Last-Event-ID")).isEqualTo("earliest");
            server.published("topic", "a", "data", "new");
            assertThat(stream.event().data()).isEqualTo("new");
        }
    }

    @Test
    void theAnswerIsEarliestIfTheEventIsStillToCome() throws Exception {
        String last = published(2);
        String future = last.replaceAll(":2$", ":200");
        try (RawSseClient stream = after("lastEventID", future)) {
            assertThat(stream.head().header("Last-Event-ID")).isEqualTo("earliest");
        }
    }

    @Test
    void ifEventsWereDiscardedTheAnswerIsTheOneThatPrecedesTheFirstOneSent() throws Exception {
        String first = published(1);
        String last = first;
        for (int i = 2; i <= 6; i++) {
            last = server.published("topic", "a", "data", "" + i);
        }
        String preceding = last.replaceAll(":6$", ":" + (6 - KEPT));
        try (RawSseClient back = after("lastEventID", first)) {
            assertThat(back.head().header("Last-Event-ID")).isEqualTo(preceding).isNotEqualTo(first);
            assertThat(back.event().data()).isEqualTo("" + (7 - KEPT));
        }
    }

    @Test
    void anEmptyIdAsksForNothing() throws Exception {
        published(1);
        try (RawSseClient stream = after("lastEventID", "")) {
            assertThat(stream.head().header("Last-Event-ID")).isNull();
        }
    }

    @Test
    void theHubSpecifiesTheReconnectionTime() throws Exception {
        try (RawSseClient stream = after()) {
            SseBlock first = stream.block();
            assertThat(first.retry()).isEqualTo(2000);
        }
    }
}
