package io.freshet.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.Event;
import io.freshet.Hub;
import io.freshet.Owner;
import io.freshet.Refusal;
import io.freshet.RefusalReason;
import io.freshet.Selector;
import io.freshet.SubscriberKey;
import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseBlock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** Changes of subscriptions over HTTP, on a real server. */
abstract class ChangeTest {
    @LocalServerPort
    int port;

    @Autowired
    Hub hub;

    private record Answer(int status, String type, String body) {}

    private Answer put(String target, String body) throws IOException {
        return put(target, body, "Authorization", StreamTest.basic("ann"));
    }

    private Answer put(String target, String body, String header, String value) throws IOException {
        RawSseClient.Request request = RawSseClient.to(port, target)
                .method("PUT")
                .header("Accept", "*/*")
                .header("Content-Type", "application/json")
                .header("Content-Length", Integer.toString(body.getBytes(StandardCharsets.UTF_8).length))
                .header(header, value);
        try (RawSseClient client = request.send()) {
            client.write(new String(body.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
            int status = client.head().status();
            return new Answer(
                    status, String.valueOf(client.head().header("Content-Type")), status == 204 ? "" : client.text());
        }
    }

    private RawSseClient open(String target) throws IOException {
        RawSseClient client = RawSseClient.to(port, target)
                .header("Authorization", StreamTest.basic("ann"))
                .open();
        client.event("connect");
        return client;
    }

    private static SubscriberKey key(String board, String subscriber) {
        return new SubscriberKey(Owner.of("ann"), "/boards/" + board + "/events", subscriber);
    }

    private static void assertProblem(Answer answer, int status, String part) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.type()).startsWith("application/problem+json");
        assertThat(answer.body()).contains("\"status\":" + status, part);
    }

    @Test
    void aChangeTakesEffectOnTheOpenStream() throws IOException {
        try (RawSseClient stream = open("/boards/a/events?subscriber=open")) {
            assertThat(put("/boards/a/events/subscription?subscriber=open&revision=1", "[\"boards/a/한국\"]"))
                    .isEqualTo(new Answer(204, "null", ""));
            hub.publish("boards/a/한국", Event.of("card", "1"));
            assertThat(stream.event("card").data()).isEqualTo("1");
        }
    }

    @Test
    void aChangeMayComeBeforeTheStream() throws IOException {
        assertThat(put("/boards/b/events/subscription?subscriber=early&revision=3", "[\"boards/b/x\"]")
                        .status())
                .isEqualTo(204);
        assertThat(hub.subscription(key("b", "early")).selectors()).containsExactly(Selector.of("boards/b/x"));
        try (RawSseClient stream = open("/boards/b/events?subscriber=early")) {
            hub.publish("boards/b/x", Event.of("card", "2"));
            assertThat(stream.event("card").data()).isEqualTo("2");
        }
    }

    @Test
    void whoSaysWhatItSelectedGoesOnAlthoughItWasForgotten() throws IOException {
        String stream = "/boards/f/events?subscriber=again";
        SseBlock changed;
        try (RawSseClient first = open(stream)) {
            put("/boards/f/events/subscription?subscriber=again&revision=1", "[\"boards/f/한국\",\"boards/f/x\"]");
            changed = first.event("reselected");
        }
        hub.leave(key("f", "again"));
        hub.publish("boards/f/x", Event.of("card", "missed"));
        String fingerprint = changed.data().replaceAll(".*\"fingerprint\":\"([^\"]+)\".*", "$1");
        String said = "&lastEventId=" + changed.id() + "&fingerprint=" + fingerprint;
        try (RawSseClient mistaken = RawSseClient.to(port, stream + said + "&selected=boards/f/x")
                .header("Authorization", StreamTest.basic("ann"))
                .open()) {
            assertThat(mistaken.event("gap").reason()).isEqualTo("forgotten");
        }
        hub.leave(key("f", "again"));
        try (RawSseClient back = open(stream + said + "&selected=boards/f/x&selected=boards/f/%ED%95%9C%EA%B5%AD")) {
            assertThat(back.event().data()).isEqualTo("missed");
        }
    }

    @Test
    void aSelectorThatIsNotAllowedIsRefusedAtTheConnect() throws IOException {
        try (RawSseClient client = RawSseClient.to(
                        port, "/boards/f/events?subscriber=bad&fingerprint=1-x&selected=**/x")
                .header("Authorization", StreamTest.basic("ann"))
                .open()) {
            assertThat(client.head().status()).isEqualTo(400);
        }
    }

    @Test
    void anOlderRevisionIsToldWhatTheSubscriberHolds() throws IOException {
        String change = "/boards/c/events/subscription?subscriber=old&revision=";
        assertThat(put(change + "2", "[\"boards/c/y\",\"boards/c/x\"]").status())
                .isEqualTo(204);
        assertThat(put(change + "2", "[\"boards/c/x\",\"boards/c/y\"]").status())
                .as("the same again")
                .isEqualTo(204);
        Answer answer = put(change + "1", "[]");
        assertThat(answer)
                .isEqualTo(new Answer(
                        409, answer.type(), "{\"revision\":2,\"selectors\":[\"boards/c/x\",\"boards/c/y\"]}"));
        assertThat(answer.type()).startsWith("application/json");
        assertThat(put(change + "3", "[]").status()).isEqualTo(204);
    }

    @Test
    void theControllerMethodDecidesOnTheChangeAsItDoesOnTheStream() throws IOException {
        String change = "/subscription?subscriber=s&revision=1";
        assertProblem(put("/boards/a/events" + change, "[\"boards/b/x\"]"), 403, "no right to select boards/b/x");
        assertProblem(put("/boards/closed/events" + change, "[]"), 423, "\"code\":\"CLOSED\"");
        assertProblem(put("/boards/broken/events" + change, "[]"), 418, "\"code\":\"OUT_OF_TEA\"");
        assertProblem(put("/numbers/seven/events/subscription?subscriber=s&revision=1&page=1", "[]"), 400, "seven");
        assertProblem(put("/notes/a/events" + change, "[\"notes/b\"]"), 403, "no right");
        assertThat(put("/notes/a/events" + change, "[\"notes/a\"]").status())
                .as("without more, the right to what the stream selects at first")
                .isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "revision=1|[]|the parameter subscriber is missing",
                "subscriber=a%20b&revision=1|[]|'a b'",
                "subscriber=&revision=1|[]|is not allowed",
                "subscriber=s|[]|revision (missing) is not allowed",
                "subscriber=s&revision=|[]|revision '' is not allowed",
                "subscriber=s&revision=0|[]|revision '0' is not allowed",
                "subscriber=s&revision=9007199254740992|[]|a whole number from 1 to 9007199254740991",
                "subscriber=s&revision=1|{}|a JSON array of selectors",
                "subscriber=s&revision=1|[|a JSON array of selectors",
                "subscriber=s&revision=1|''|a JSON array of selectors",
                "subscriber=s&revision=1|null|a JSON array of selectors",
                "subscriber=s&revision=1|[7]|selector '7' is not allowed: a string",
                "subscriber=s&revision=1|[null]|selector 'null' is not allowed: a string",
                "subscriber=s&revision=1|[\"\"]|is not allowed",
                "subscriber=s&revision=1|[\"a/**/b\"]|** can only be the last segment"
            })
    void whatIsNotAllowedIsNamed(String query, String body, String detail) throws IOException {
        assertProblem(put("/boards/a/events/subscription?" + query, body), 400, detail);
    }

    @Test
    void tooManySelectorsAreNotAllowedNorABodyWithoutEnd() throws IOException {
        String change = "/boards/a/events/subscription?subscriber=many&revision=1";
        StringBuilder many = new StringBuilder("[\"boards/a/0\"");
        for (int i = 1; i <= 256; i++) {
            many.append(",\"boards/a/").append(i).append('"');
        }
        assertProblem(put(change, many + "]"), 400, "257 selectors are not allowed: at most 256");
        assertProblem(put(change, " ".repeat((1 << 20) + 1)), 400, "more than 1048576 bytes");
    }

    @Test
    void whoHasNotSignedInIsToldByAProblemAndNotByALoginPage() throws IOException {
        String change = "/boards/a/events/subscription?subscriber=s&revision=1";
        assertProblem(put(change, "[]", "Accept", "text/html"), 401, "sign in first");
        assertThat(put(change, "[]", "X-Expired", "written").body())
                .as("what a filter says in JSON stays")
                .isEqualTo("{\"error\":\"token expired\"}");
    }

    @Test
    void whoIsKnownByTokenAloneMayChangeToo() throws IOException {
        assertThat(put("/boards/a/events/subscription?subscriber=token&revision=1", "[]", "X-Token", "ann")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void whoIsKnownByAddressOnlyChangesWhatTheirConnectGaveAnIdTo() throws IOException {
        String change = "/public/a/events/subscription?revision=1&subscriber=";
        assertProblem(put(change + "chosen", "[\"notes/a\"]", "Accept", "*/*"), 404, "gets an id by connecting");
        try (RawSseClient stream = RawSseClient.to(port, "/public/a/events").open()) {
            String id = stream.event("connect").data().replaceAll(".*\"subscriber\":\"([^\"]+)\".*", "$1");
            assertThat(put(change + id, "[\"notes/a\"]", "Accept", "*/*").status())
                    .isEqualTo(204);
        }
    }

    @Test
    void theApplicationsOwnMappingComesFirst() throws IOException {
        assertThat(put("/own/events/subscription?subscriber=s&revision=1", "[]").body())
                .isEqualTo("{\"own\":\"yes\"}");
    }

    @Test
    void aStreamThatTakesTheRestOfThePathHasNoChange() throws IOException {
        assertThat(put("/files/a/subscription?subscriber=s&revision=1", "[]").status())
                .isEqualTo(405);
    }

    /** Streams whose subscribers change what they select. */
    @RestController
    static class Boards {
        @GetMapping("/boards/{board}/events")
        EventStream events(@PathVariable String board, StreamRequest request) {
            switch (board) {
                case "closed" -> {
                    return request.refuse(
                            Refusal.of(RefusalReason.FORBIDDEN, "it is closed").withStatus(423, "CLOSED"));
                }
                case "broken" -> throw new TestApplication.OutOfTea();
                default -> {
                    return request.allow("boards/" + board + "/*").subscribe();
                }
            }
        }

        @GetMapping("/own/events")
        EventStream own(StreamRequest request) {
            return request.subscribe("own");
        }

        @PutMapping("/own/events/subscription")
        Map<String, String> change() {
            return Map.of("own", "yes");
        }
    }
}
