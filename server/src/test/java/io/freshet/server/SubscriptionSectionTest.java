package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseBlock;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The specification's section "Subscription". */
class SubscriptionSectionTest {
    private final MercureServer server = new MercureServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theSubscriberSpecifiesTopicsByOneOrMoreParametersNamedTopic() throws Exception {
        try (RawSseClient stream =
                server.subscribed("https://example.com/foo", "bar", "https://example.com/bar/{id}")) {
            server.published("topic", "https://example.com/foo", "data", "1");
            server.published("topic", "bar", "data", "2");
            server.published("topic", "https://example.com/other", "data", "not selected");
            server.published("topic", "https://example.com/bar/7", "data", "3");
            assertThat(stream.event().data()).isEqualTo("1");
            assertThat(stream.event().data()).isEqualTo("2");
            assertThat(stream.event().data()).isEqualTo("3");
        }
    }

    @Test
    void anEventThatSeveralSelectorsMatchComesOnce() throws Exception {
        try (RawSseClient stream = server.subscribed("*", "bar", "{any}")) {
            server.published("topic", "bar", "topic", "baz", "data", "1");
            server.published("topic", "bar", "data", "2");
            assertThat(stream.event().data()).isEqualTo("1");
            assertThat(stream.event().data()).isEqualTo("2");
        }
    }

    @Test
    void theUpdatesAreEventsOfTextEventStream() throws Exception {
        try (RawSseClient stream = server.subscribed("a")) {
            assertThat(stream.head().status()).isEqualTo(200);
            assertThat(stream.head().header("Content-Type")).isEqualTo("text/event-stream");
            assertThat(stream.head().header("X-Accel-Buffering")).isEqualTo("no");
            assertThat(stream.head().header("Cache-Control"))
                    .contains("no-cache")
                    .contains("private");
        }
    }

    @Test
    void allOtherPropertiesOfServerSentEventsAreSupported() throws Exception {
        try (RawSseClient stream = server.subscribed("a")) {
            String id = server.published("topic", "a", "data", "two\nlines", "type", "order", "retry", "1500");
            SseBlock event = stream.event();
            assertThat(event.id()).isEqualTo(id);
            assertThat(event.name()).isEqualTo("order");
            assertThat(event.data()).isEqualTo("two\nlines");
            assertThat(event.retry()).isEqualTo(1500);
        }
    }

    @Test
    void whoKnowsMercureOnlyIsSentNoneOfFreshetsOwnEvents() throws Exception {
        try (RawSseClient stream = server.subscribed("a")) {
            SseBlock first = stream.block();
            assertThat(first.isEvent()).isFalse();
            assertThat(first.id()).isEqualTo(server.hub.position().toString());
            assertThat(first.retry()).isEqualTo(2000);
            server.published("topic", "a", "data", "1");
            assertThat(stream.block().data()).isEqualTo("1");
            server.hub.pause();
            assertThat(stream.rest()).noneMatch(SseBlock::isEvent);
        }
    }

    @Test
    void aStreamThatIsQuietIsKeptAlive() throws Exception {
        try (MercureServer quick = new MercureServer(it -> it, hub -> hub.heartbeat(Duration.ofMillis(50)));
                RawSseClient stream = quick.subscribed("a")) {
            stream.block();
            quick.published("topic", "elsewhere");
            SseBlock heartbeat = stream.block(block -> block.sequence() == 1);
            assertThat(heartbeat.isEvent()).isFalse();
        }
    }

    @Test
    void withoutATopicThereIsNoStream() {
        HttpResponse<String> answer = server.send(server.get(MercureServer.path()));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
        assertThat(answer.body()).contains("the parameter topic is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "a\u0000b"})
    void aSelectorThatCanBeNoTopicIsRefused(String selector) {
        HttpResponse<String> answer = server.send(server.get(MercureServer.topics(selector)));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("1 to 2048 characters, none of them a control character");
    }

    @Test
    void theHubMayApplyALimitToTheNumberOfTopics() {
        String[] many = new String[257];
        for (int i = 0; i < many.length; i++) {
            many[i] = "t" + i;
        }
        HttpResponse<String> answer = server.send(server.get(MercureServer.topics(many)));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("257 selectors are not allowed: at most 256");
    }

    @Test
    void aTemplateWithTooManyVariablesIsRefused() {
        HttpResponse<String> answer = server.send(server.get(MercureServer.topics("{a}".repeat(11))));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("11 variables is not allowed: at most 10");
    }

    @Test
    void headSaysWhatGetWouldWithoutBeginningAStream() {
        HttpRequest.Builder head =
                server.get(MercureServer.topics("a")).method("HEAD", HttpRequest.BodyPublishers.noBody());
        HttpResponse<String> answer = server.send(head);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
        assertThat(answer.body()).isEmpty();
        assertThat(server.hub.connectionCount()).isZero();
        assertThat(server.send(server.get(MercureServer.path()).method("HEAD", HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void otherMethodsAreNotAllowed() {
        HttpRequest.Builder delete =
                server.get(MercureServer.path()).method("DELETE", HttpRequest.BodyPublishers.noBody());
        HttpResponse<String> answer = server.send(delete);
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD, POST, OPTIONS");
    }

    @Test
    void theHubMayRequireSubscribersToBeAuthenticated() throws Exception {
        try (MercureServer closed = new MercureServer(it -> it.anonymous(false))) {
            HttpResponse<String> answer = closed.send(closed.get(MercureServer.topics("a")));
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            String token = new TestTokens().signed();
            try (RawSseClient stream = closed.subscribedWith(token, "a")) {
                closed.published("topic", "a", "data", "public");
                assertThat(stream.event().data()).isEqualTo("public");
            }
        }
    }
}
