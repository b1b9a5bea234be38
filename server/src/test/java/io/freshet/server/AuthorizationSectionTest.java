package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.testkit.Http2SseClients;
import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The specification's section "Authorization". */
class AuthorizationSectionTest {
    private static final String READER = TestTokens.subscribing("a").signed();

    private final MercureServer server = new MercureServer();

    @AfterEach
    void stop() {
        server.close();
    }

    /** Whether the stream gets what is private under the topic {@code a}; an event behind it tells that it does not. */
    private boolean receivesPrivate(RawSseClient stream) throws Exception {
        server.published("topic", "a", "data", "private", "private", "on");
        server.published("topic", "a", "data", "public");
        String first = stream.event().data();
        if (first.equals("private")) {
            stream.event();
        }
        return first.equals("private");
    }

    /** Three mechanisms are defined to present the JWS to the hub. */
    @Nested
    class Mechanisms {
        @Test
        void anAuthorizationHeader() throws Exception {
            try (RawSseClient stream = server.subscribedWith(READER, "a")) {
                assertThat(receivesPrivate(stream)).isTrue();
            }
        }

        @Test
        void theHeadersSchemeMayBeWrittenInAnyCase() throws Exception {
            try (RawSseClient stream = RawSseClient.to(server.port(), MercureServer.topics("a"))
                    .header("Authorization", "bearer " + READER)
                    .open()) {
                assertThat(receivesPrivate(stream)).isTrue();
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"mercureAuthorization=%s", "x=1; mercureAuthorization=%s; y=2", "mercureAuthorization=\"%s\""
                })
        void aCookie(String cookies) throws Exception {
            try (RawSseClient stream = RawSseClient.to(server.port(), MercureServer.topics("a"))
                    .header("Cookie", cookies.formatted(READER))
                    .open()) {
                assertThat(receivesPrivate(stream)).isTrue();
            }
        }

        @Test
        void aCookieOverHttp2() throws Exception {
            try (Http2SseClients clients = Http2SseClients.cleartext();
                    SseClient stream = clients.to(server.port(), MercureServer.topics("a"))
                            .header("Cookie", "mercureAuthorization=" + READER)
                            .header("Last-Event-ID", "earliest")
                            .open()) {
                assertThat(stream.head().header("last-event-id")).isEqualTo("earliest");
                server.published("topic", "a", "data", "private", "private", "on");
                assertThat(stream.event().data()).isEqualTo("private");
            }
        }

        @Test
        void theCookieMayHaveADifferentName() throws Exception {
            try (MercureServer other =
                    new MercureServer(it -> it.anonymous(false).cookie("other"))) {
                HttpRequest.Builder wrong =
                        other.get(MercureServer.topics("a")).header("Cookie", "mercureAuthorization=" + READER);
                assertThat(other.send(wrong).statusCode()).isEqualTo(401);
                try (RawSseClient stream = RawSseClient.to(other.port(), MercureServer.topics("a"))
                        .header("Cookie", "other=" + READER)
                        .open()) {
                    assertThat(stream.head().status()).isEqualTo(200);
                }
            }
        }

        @Test
        void aQueryParameterWhoseAnswersArePrivate() throws Exception {
            String path = MercureServer.path("topic", "a", "authorization", READER);
            try (RawSseClient stream = RawSseClient.to(server.port(), path).open()) {
                assertThat(stream.head().header("Cache-Control")).contains("private");
                assertThat(receivesPrivate(stream)).isTrue();
            }
        }

        @Test
        void ifAnAuthorizationHeaderIsPresentedTheOthersAreIgnored() throws Exception {
            String stranger = TestTokens.subscribing("b").signed();
            String path = MercureServer.path("topic", "a", "authorization", READER);
            try (RawSseClient stream = RawSseClient.to(server.port(), path)
                    .header("Authorization", "Bearer " + stranger)
                    .header("Cookie", "mercureAuthorization=" + READER)
                    .open()) {
                assertThat(receivesPrivate(stream)).isFalse();
            }
        }

        @Test
        void aParameterTakesPrecedenceOverTheCookie() throws Exception {
            String stranger = TestTokens.subscribing("b").signed();
            String path = MercureServer.path("topic", "a", "authorization", stranger);
            try (RawSseClient stream = RawSseClient.to(server.port(), path)
                    .header("Cookie", "mercureAuthorization=" + READER)
                    .open()) {
                assertThat(receivesPrivate(stream)).isFalse();
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"Basic dTpw", "Bearer", "Bearer ", "Token x", "%s"})
        void aHeaderThatHasNoTokenDoesNotMakeWayForTheCookie(String header) {
            HttpRequest.Builder request = server.get(MercureServer.topics("a"))
                    .header("Authorization", header.formatted(READER))
                    .header("Cookie", "mercureAuthorization=" + READER);
            assertThat(server.send(request).statusCode()).isEqualTo(401);
        }

        @Test
        void aTokenThatIsNotValidDoesNotMakeAnAnonymousSubscriber() {
            String forged = READER.substring(0, READER.lastIndexOf('.') + 1) + "AAAA";
            HttpRequest.Builder request =
                    server.get(MercureServer.topics("a")).header("Authorization", "Bearer " + forged);
            HttpResponse<String> answer = server.send(request);
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).doesNotContain(forged).doesNotContain(READER.split("\\.")[1]);
        }
    }

    @Nested
    class Publishers {
        private int publishing(String token, String... topics) {
            String[] pairs = new String[2 * topics.length];
            for (int i = 0; i < topics.length; i++) {
                pairs[2 * i] = "topic";
                pairs[2 * i + 1] = topics[i];
            }
            return server.publish(token, pairs).statusCode();
        }

        @Test
        void publishersMustBeAuthorized() {
            HttpResponse<String> answer = server.send(server.post("topic=a"));
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            assertThat(answer.body()).contains("a token is missing");
        }

        @Test
        void theTokenMustHaveAClaimMercureWithAKeyPublish() {
            assertThat(publishing(new TestTokens().signed(), "a")).isEqualTo(403);
            assertThat(publishing(TestTokens.subscribing("*").signed(), "a")).isEqualTo(403);
            assertThat(publishing(TestTokens.publishing("a").signed(), "a")).isEqualTo(200);
        }

        @Test
        void anEmptyArrayIsNoRight() {
            assertThat(publishing(TestTokens.publishing().signed(), "a")).isEqualTo(403);
        }

        @Test
        void everyTopicMustMatchAtLeastOneOfTheSelectors() {
            String token =
                    TestTokens.publishing("a", "https://example.com/books/{id}").signed();
            assertThat(publishing(token, "a", "https://example.com/books/1")).isEqualTo(200);
            assertThat(publishing(token, "https://example.com/books/{id}")).isEqualTo(200);
            assertThat(publishing(token, "a", "b")).isEqualTo(403);
            assertThat(publishing(token, "https://example.com/books/1/pages")).isEqualTo(403);
        }

        @Test
        void anUpdateIsNotDispatchedEvenIfSomeTopicsAreAllowed() throws Exception {
            try (RawSseClient stream = server.subscribed("*")) {
                HttpResponse<String> answer = server.publish(
                        TestTokens.publishing("a").signed(), "topic", "a", "topic", "secret", "data", "forbidden");
                assertThat(answer.statusCode()).isEqualTo(403);
                assertThat(answer.body()).contains("no right to publish to topic 'secret'");
                server.published("topic", "a", "data", "allowed");
                assertThat(stream.event().data()).isEqualTo("allowed");
            }
        }

        @Test
        void nobodyPublishesWhatIsTheHubsOwn() {
            String path = "/.well-known/mercure/subscriptions/a/b";
            HttpResponse<String> answer = server.publish(MercureServer.PUBLISHER, "topic", path, "data", "{}");
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("/.well-known/mercure is the hub's own");
        }
    }

    @Nested
    class Subscribers {
        @Test
        void whoIsNotAuthorizedDoesNotReceiveWhatIsPrivate() throws Exception {
            try (RawSseClient anonymous = server.subscribed("a");
                    RawSseClient publisher = server.subscribedWith(MercureServer.PUBLISHER, "a");
                    RawSseClient elsewhere =
                            server.subscribedWith(TestTokens.subscribing("b").signed(), "a")) {
                assertThat(receivesPrivate(anonymous)).isFalse();
                assertThat(receivesPrivate(publisher)).isFalse();
                assertThat(receivesPrivate(elsewhere)).isFalse();
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"a", "*", "{any}"})
        void aSelectorOfTheTokenThatMatchesATopicIsTheRight(String selector) throws Exception {
            try (RawSseClient stream =
                    server.subscribedWith(TestTokens.subscribing("x", selector).signed(), "a")) {
                assertThat(receivesPrivate(stream)).isTrue();
            }
        }

        @Test
        void theRightToAnAlternateTopicIsEnough() throws Exception {
            String foo = TestTokens.subscribing("https://example.com/users/foo/{?topic}")
                    .signed();
            String bar = TestTokens.subscribing("https://example.com/users/bar/{?topic}")
                    .signed();
            try (RawSseClient authorized = server.subscribedWith(foo, "https://example.com/books/{id}");
                    RawSseClient other = server.subscribedWith(bar, "https://example.com/books/{id}")) {
                server.published(
                        "topic",
                        "https://example.com/books/1",
                        "topic",
                        "https://example.com/users/foo/?topic=https%3A%2F%2Fexample.com%2Fbooks%2F1",
                        "private",
                        "on",
                        "data",
                        "for foo");
                server.published("topic", "https://example.com/books/2", "private", "on", "data", "for nobody");
                server.published("topic", "https://example.com/books/3", "data", "for all");
                assertThat(authorized.event().data()).isEqualTo("for foo");
                assertThat(authorized.event().data()).isEqualTo("for all");
                assertThat(other.event().data()).isEqualTo("for all");
            }
        }

        @Test
        void theRightToATopicThatIsNotSelectedBringsNothing() throws Exception {
            try (RawSseClient stream =
                    server.subscribedWith(TestTokens.subscribing("*").signed(), "b")) {
                server.published("topic", "a", "private", "on", "data", "1");
                server.published("topic", "b", "private", "on", "data", "2");
                assertThat(stream.event().data()).isEqualTo("2");
            }
        }

        @Test
        void whatWasMissedIsFilteredAsWell() throws Exception {
            String first = server.published("topic", "a", "data", "0");
            server.published("topic", "a", "private", "on", "data", "private");
            server.published("topic", "a", "data", "public");
            String path = MercureServer.path("topic", "a", "lastEventID", first);
            try (RawSseClient anonymous = RawSseClient.to(server.port(), path).open();
                    RawSseClient authorized = RawSseClient.to(server.port(), path)
                            .header("Authorization", "Bearer " + READER)
                            .open()) {
                assertThat(anonymous.event().data()).isEqualTo("public");
                assertThat(authorized.event().data()).isEqualTo("private");
            }
        }

        @Test
        void theConnectionIsClosedWhenTheTokenExpires() throws Exception {
            Instant end = Instant.now().plusSeconds(4);
            String token = TestTokens.subscribing("a").expires(end).signed();
            try (RawSseClient stream = server.subscribedWith(token, "a");
                    RawSseClient forEver = server.subscribedWith(READER, "a")) {
                stream.rest();
                assertThat(Instant.now()).isAfterOrEqualTo(end.minusSeconds(1)).isBefore(end.plusSeconds(20));
                assertThat(receivesPrivate(forEver)).isTrue();
            }
        }

        @Test
        void whoAsksForFreshetsEventsIsToldWhyItEnds() throws Exception {
            String token = TestTokens.subscribing("a")
                    .expires(Instant.now().plusSeconds(4))
                    .signed();
            String path = MercureServer.path("topic", "a", "freshet", "1", "authorization", token);
            try (RawSseClient stream = RawSseClient.to(server.port(), path).open()) {
                assertThat(stream.event("close").data()).contains(CloseReason.EXPIRED.toString());
            }
        }
    }

    @Test
    void thePayloadIsAttachedToTheSubscription() throws Exception {
        try (MercureServer announcing = new MercureServer(it -> it.subscriptions(true));
                RawSseClient stream = announcing.subscribedWith(
                        TestTokens.subscribing("a").payload(List.of("group", 7)).signed(), "a")) {
            assertThat(stream.head().status()).isEqualTo(200);
            HttpRequest.Builder list = announcing
                    .get("/.well-known/mercure/subscriptions/a")
                    .header(
                            "Authorization",
                            "Bearer " + TestTokens.subscribing("*").signed());
            assertThat(announcing.send(list).body()).contains("\"payload\":[\"group\",7]");
        }
    }
}
