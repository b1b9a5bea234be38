package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseBlock;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Freshet adds to Mercure, for clients that ask for it. */
class FreshetClientsTest {
    private static final String KIM = TestTokens.subscribing("a").subject("kim").signed();

    private final MercureServer server = new MercureServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private RawSseClient open(String token, String... parameters) throws Exception {
        RawSseClient.Request request = RawSseClient.to(server.port(), MercureServer.path(parameters));
        return (token.isEmpty() ? request : request.header("Authorization", "Bearer " + token)).open();
    }

    private HttpResponse<String> put(String token, String query, String body) {
        HttpRequest.Builder request = server.get(MercureEndpoint.PATH + "/subscription?" + query)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body));
        return server.send(token.isEmpty() ? request : request.header("Authorization", "Bearer " + token));
    }

    private HttpResponse<String> goodbye(String token, String form) {
        HttpRequest.Builder request = server.get(MercureEndpoint.PATH + "/goodbye")
                .header("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        return server.send(token.isEmpty() ? request : request.header("Authorization", "Bearer " + token));
    }

    private static Map<String, Object> connect(RawSseClient stream) throws Exception {
        return MercureServer.json(stream.event("connect").data());
    }

    @ParameterizedTest
    @ValueSource(strings = {"freshet", "subscriber"})
    void whoSendsOneOfFreshetsParametersIsSentItsEvents(String parameter) throws Exception {
        try (RawSseClient stream = open("", "topic", "a", parameter, "1")) {
            assertThat(connect(stream)).containsKeys("subscriber", "connection", "heartbeat", "revision");
            server.hub.pause();
            assertThat(stream.event("close").data()).contains("\"comeBack\":true");
        }
    }

    @Test
    void whatCannotBeReplayedIsAnnouncedByAGap() throws Exception {
        try (RawSseClient stream = open("", "topic", "a", "freshet", "1", "lastEventId", "other:1")) {
            assertThat(stream.event("gap").data()).contains("epoch");
        }
    }

    @Test
    void theSubjectsTabIsTheSameSubscriberWhenItComesBack() throws Exception {
        try (RawSseClient before = open(KIM, "topic", "a", "subscriber", "tab")) {
            assertThat(connect(before)).containsEntry("subscriber", "tab");
            assertThat(put(KIM, "subscriber=tab&revision=3", "[\"b\"]").statusCode())
                    .isEqualTo(204);
        }
        try (RawSseClient after = open(KIM, "topic", "a", "subscriber", "tab")) {
            assertThat(connect(after)).containsEntry("revision", 3L);
            server.published("topic", "a", "data", "of a");
            server.published("topic", "b", "data", "of b");
            assertThat(after.event().data()).isEqualTo("of b");
        }
    }

    @Test
    void whoIsAnonymousGetsAnIdFromTheHubAndKeepsIt() throws Exception {
        String given;
        try (RawSseClient first = open("", "topic", "a", "subscriber", "mine")) {
            given = (String) connect(first).get("subscriber");
            assertThat(given).isNotEqualTo("mine");
            assertThat(put("", "subscriber=" + given + "&revision=1", "[\"b\"]").statusCode())
                    .isEqualTo(204);
            assertThat(put("", "subscriber=mine&revision=1", "[\"b\"]").statusCode())
                    .isEqualTo(404);
        }
        try (RawSseClient again = open("", "topic", "a", "subscriber", given)) {
            assertThat(connect(again)).containsEntry("subscriber", given).containsEntry("revision", 1L);
        }
    }

    @Test
    void aTokenWithoutASubjectIsAsAnonymousAsNone() throws Exception {
        String nobody = TestTokens.subscribing("a").signed();
        try (RawSseClient stream = open(nobody, "topic", "a", "subscriber", "mine")) {
            assertThat(connect(stream).get("subscriber")).isNotEqualTo("mine");
        }
    }

    @Test
    void aNewerConnectionOfTheSameTabReplacesTheOlder() throws Exception {
        try (RawSseClient before = open(KIM, "topic", "a", "subscriber", "tab")) {
            connect(before);
            try (RawSseClient after = open(KIM, "topic", "a", "subscriber", "tab")) {
                connect(after);
                assertThat(before.event("close").data()).contains("replaced");
            }
        }
    }

    @Test
    void aPageThatIsToSelectLaterMayBeginWithoutATopic() throws Exception {
        try (RawSseClient stream = open(KIM, "subscriber", "tab")) {
            connect(stream);
            server.published("topic", "a", "data", "too early");
            assertThat(put(KIM, "subscriber=tab&revision=1", "[\"https://example.com/{id}\"]")
                            .statusCode())
                    .isEqualTo(204);
            server.published("topic", "https://example.com/1", "data", "1");
            assertThat(stream.event().data()).isEqualTo("1");
        }
    }

    @Test
    void ofTwoChangesTheNewerRevisionStays() throws Exception {
        try (RawSseClient stream = open(KIM, "topic", "a", "subscriber", "tab")) {
            connect(stream);
            assertThat(put(KIM, "subscriber=tab&revision=2", "[\"b\",\"*\"]").statusCode())
                    .isEqualTo(204);
            HttpResponse<String> older = put(KIM, "subscriber=tab&revision=1", "[\"c\"]");
            assertThat(older.statusCode()).isEqualTo(409);
            assertThat(older.body()).isEqualTo("{\"revision\":2,\"selectors\":[\"*\",\"b\"]}");
            assertThat(put(KIM, "subscriber=tab&revision=2", "[\"*\",\"b\"]").statusCode())
                    .isEqualTo(204);
        }
    }

    @Test
    void aChangeGivesNoRightToWhatIsPrivate() throws Exception {
        try (RawSseClient stream = open(KIM, "topic", "a", "subscriber", "tab")) {
            connect(stream);
            assertThat(put(KIM, "subscriber=tab&revision=1", "[\"*\"]").statusCode())
                    .isEqualTo(204);
            server.published("topic", "secret", "data", "secret", "private", "on");
            server.published("topic", "a", "data", "kim's", "private", "on");
            assertThat(stream.event().data()).isEqualTo("kim's");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "revision=1 ['a']",
                "subscriber=tab ['a']",
                "subscriber=tab&revision=0 ['a']",
                "subscriber=tab&revision=x ['a']",
                "subscriber=tab&revision=9007199254740992 ['a']",
                "subscriber=a/b&revision=1 ['a']",
                "subscriber=tab&revision=1 {}",
                "subscriber=tab&revision=1 null",
                "subscriber=tab&revision=1 ['a'",
                "subscriber=tab&revision=1 [1]",
                "subscriber=tab&revision=1 [null]",
                "subscriber=tab&revision=1 ['']",
                "subscriber=tab&revision=1 [['a']]"
            })
    void aChangeThatIsNotAllowedIsRefused(String both) {
        String[] queryAndBody = both.split(" ");
        HttpResponse<String> answer = put(KIM, queryAndBody[0], queryAndBody[1].replace('\'', '"'));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat((String) MercureServer.json(answer).get("detail")).matches(".*(is not allowed|is missing): .*");
    }

    @Test
    void aChangeHasBounds() {
        String many = "[" + "\"a\",".repeat(256) + "\"b\"]";
        assertThat(put(KIM, "subscriber=tab&revision=1", many).statusCode())
                .as("256 of them are the same, but who counts that")
                .isEqualTo(400);
        String large = "[\"" + "x".repeat(70_000) + "\"]";
        assertThat(put(KIM, "subscriber=tab&revision=1", large).statusCode()).isEqualTo(413);
    }

    @Test
    void aGoodbyeEndsTheConnectionThatItNamesAndNoOther() throws Exception {
        try (RawSseClient one = open(KIM, "topic", "a", "subscriber", "one");
                RawSseClient two = open(KIM, "topic", "a", "subscriber", "two")) {
            String connection = (String) connect(one).get("connection");
            connect(two);
            assertThat(goodbye(KIM, "subscriber=two&connection=" + connection).statusCode())
                    .isEqualTo(204);
            assertThat(goodbye(KIM, "subscriber=one&connection=" + connection).statusCode())
                    .isEqualTo(204);
            assertThat(one.event("close").data()).contains("goodbye");
            server.published("topic", "a", "data", "still there");
            assertThat(two.event().data()).isEqualTo("still there");
        }
    }

    @Test
    void aGoodbyeThatNamesNobodyIsAnsweredAlike() {
        assertThat(goodbye(KIM, "subscriber=one&connection=unknown").statusCode())
                .isEqualTo(204);
        assertThat(goodbye("", "subscriber=one&connection=unknown").statusCode())
                .isEqualTo(204);
        assertThat(goodbye(KIM, "subscriber=a/b&connection=unknown").statusCode())
                .isEqualTo(204);
        assertThat(goodbye(KIM, "subscriber=one").statusCode()).isEqualTo(400);
        assertThat(goodbye(KIM, "").body()).contains("the parameter subscriber is missing");
    }

    @Test
    void whoMayNotSubscribeMayNotChangeNorSayGoodbye() {
        try (MercureServer closed = new MercureServer(it -> it.anonymous(false))) {
            assertThat(closed.send(closed.get(MercureEndpoint.PATH + "/subscription?subscriber=a&revision=1")
                                    .PUT(HttpRequest.BodyPublishers.ofString("[]")))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(closed.send(closed.get(MercureEndpoint.PATH + "/goodbye")
                                    .POST(HttpRequest.BodyPublishers.ofString("subscriber=a&connection=b")))
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void aSubjectHasSoManyStreamsAndEachAddressSoMany() throws Exception {
        try (MercureServer limited = new MercureServer(
                        it -> it.streamsPerSubject(1).streamsPerAddress(2).corsOrigins(Set.of("*")));
                RawSseClient kim = limited.subscribedWith(KIM, "a");
                RawSseClient one = limited.subscribed("a");
                RawSseClient two =
                        limited.subscribedWith(TestTokens.subscribing().signed(), "a");
                RawSseClient three = limited.subscribed("a");
                RawSseClient kimAgain = limited.subscribedWith(KIM, "a");
                RawSseClient lee = limited.subscribedWith(
                        TestTokens.subscribing().subject("lee").signed(), "a")) {
            assertThat(kim.head().status()).isEqualTo(200);
            assertThat(one.head().status()).isEqualTo(200);
            assertThat(two.head().status()).isEqualTo(200);
            assertThat(lee.head().status()).isEqualTo(200);
            assertThat(three.head().status()).isEqualTo(429);
            assertThat(kimAgain.head().status()).isEqualTo(429);
            assertThat(kimAgain.head().header("Retry-After")).isEqualTo("1");
            assertThat(kimAgain.head().header("Cache-Control")).isEqualTo("no-store");
            assertThat(kimAgain.event("error").data()).contains("at most 1 live connections are allowed");
        }
    }

    @Test
    void everyIdTellsThePositionSoThatAQuietClientDoesNotFallBehind() throws Exception {
        try (RawSseClient stream = open("", "topic", "a")) {
            SseBlock first = stream.block();
            server.published("topic", "elsewhere");
            String id = server.published("topic", "a", "data", "1");
            assertThat(stream.event().id()).isEqualTo(id).isNotEqualTo(first.id());
        }
    }
}
