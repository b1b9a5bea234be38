package io.freshet.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.Event;
import io.freshet.EventId;
import io.freshet.Hub;
import io.freshet.Owner;
import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseBlock;
import io.freshet.testkit.SseClient.Head;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.mock.web.MockHttpServletRequest;

/** Streams of an application with Spring's defaults, on a real server. */
@ExtendWith(OutputCaptureExtension.class)
abstract class StreamTest {
    @LocalServerPort
    int port;

    @Autowired
    Hub hub;

    @Autowired
    TestApplication.Notes notes;

    RawSseClient.Request to(String target) {
        return RawSseClient.to(port, target).header("Authorization", basic("ann"));
    }

    static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8));
    }

    int post(String target, String body) throws IOException {
        RawSseClient.Request request = to(target)
                .method("POST")
                .header("Content-Type", "text/plain")
                .header("Content-Length", Integer.toString(body.length()));
        try (RawSseClient client = request.send()) {
            client.write(body);
            return client.head().status();
        }
    }

    @Test
    void aStreamBeginsWithConnectAndKeepsTheHeadersOfOtherFilters() throws IOException {
        try (RawSseClient client = to("/notes/a/events?subscriber=tab-1").open()) {
            Head head = client.head();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Type")).startsWith("text/event-stream");
            assertThat(head.header("Cache-Control")).isEqualTo("no-cache, no-transform");
            assertThat(head.header("X-Accel-Buffering")).isEqualTo("no");
            assertThat(head.header("X-Content-Type-Options"))
                    .as("a header of Spring Security")
                    .isEqualTo("nosniff");
            SseBlock connect = client.event("connect");
            assertThat(connect.data()).contains("\"subscriber\":\"tab-1\"", "\"revision\":0", "\"heartbeat\":15000");
            assertThat(connect.id()).isEqualTo(hub.position().toString());
        }
    }

    @Test
    void anEventGoesOutAfterCommitAsTheApplicationsJson() throws IOException {
        try (RawSseClient client = to("/notes/commit/events").open()) {
            client.event("connect");
            assertThat(post("/notes/commit", "hello")).isEqualTo(200);
            assertThat(client.event("note").data()).isEqualTo("{\"text\":\"hello\"}");
            assertThat(Long.parseLong(client.event("count").data()))
                    .as("counted after commit")
                    .isPositive();
        }
    }

    @Test
    void nothingGoesOutAfterARollback() throws IOException {
        try (RawSseClient client = to("/notes/rollback/events").open()) {
            client.event("connect");
            assertThat(post("/notes/rollback?fail=true", "never")).isEqualTo(500);
            assertThat(notes.last().toCompletableFuture())
                    .failsWithin(Duration.ofSeconds(5))
                    .withThrowableOfType(CancellationException.class);
            post("/notes/rollback", "after");
            assertThat(client.event("note").data()).contains("after");
        }
    }

    @Test
    void waitingForTheCommitInsideTheTransactionIsRefused(CapturedOutput output) throws IOException {
        assertThat(post("/joining", "")).isEqualTo(500);
        assertThat(output).contains("waiting for it inside the transaction would never end");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/event-stream", "application/json", "text/html", "*/*"})
    void whoHasNotSignedInGetsAnEventStreamWhateverTheyAccept(String accept) throws IOException {
        RawSseClient.Request request = RawSseClient.to(port, "/notes/a/events").header("Accept", accept);
        try (RawSseClient client = request.open()) {
            assertRefused(client, 401, "unauthenticated");
            assertThat(client.head().header("WWW-Authenticate")).isNull();
            assertThat(client.head().header("Location")).isNull();
        }
    }

    @Test
    void whoSendsAWrongPasswordGetsAnEventStream() throws IOException {
        RawSseClient.Request request = RawSseClient.to(port, "/notes/a/events")
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString("ann:bob".getBytes(StandardCharsets.UTF_8)));
        try (RawSseClient client = request.open()) {
            assertRefused(client, 401, "unauthenticated");
            assertThat(client.head().header("WWW-Authenticate")).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"written", "flushed", "closed"})
    void whomAFilterRefusesWithItsOwnBodyGetsAnEventStream(String how) throws IOException {
        RawSseClient.Request request = RawSseClient.to(port, "/notes/a/events").header("X-Expired", how);
        try (RawSseClient client = request.open()) {
            assertRefused(client, 401, "unauthenticated");
        }
    }

    @Test
    void whatElseIsMappedToTheStreamsPathKeepsItsOwnBody() throws IOException {
        try (RawSseClient client =
                to("/twin").header("Accept", "application/json").send()) {
            assertThat(client.head().status()).isEqualTo(409);
            assertThat(client.head().header("Content-Type")).startsWith("application/json");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/event-stream", "application/json", "*/*"})
    void aStreamIsOneWhateverTheRequestAcceptsAndTheMappingSays(String accept) throws IOException {
        try (RawSseClient client =
                to("/producing/events").header("Accept", accept).open()) {
            assertThat(client.head().status()).isEqualTo(200);
            client.event("connect");
        }
    }

    @Test
    void whoHasNoRightGetsAnEventStream() throws IOException {
        try (RawSseClient client =
                to("/admin/events").header("Accept", "application/json").open()) {
            assertRefused(client, 403, "forbidden");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/failing/state/events, 500, failed",
        "/failing/annotated/events, 410, invalid",
        "/failing/handled/events, 418, OUT_OF_TEA",
        "/numbers/seven/events?page=1, 400, invalid",
        "/numbers/7/events, 400, invalid",
        "/notes/a/events?subscriber=a%20b, 400, invalid"
    })
    void failuresOfAStreamAreEventStreams(String target, int status, String code) throws IOException {
        try (RawSseClient client =
                to(target).header("Accept", "application/json").open()) {
            assertRefused(client, status, code);
        }
    }

    @Test
    void aFailureTellsNoSecretAndABadRequestTellsWhatIsAllowed() throws IOException {
        try (RawSseClient client = to("/failing/state/events").open()) {
            assertThat(client.event("error").data()).doesNotContain("secret");
        }
        try (RawSseClient client =
                to("/notes/a/events?subscriber=" + "x".repeat(1000)).open()) {
            assertRefused(client, 400, "invalid");
        }
        try (RawSseClient client = to("/notes/a/events?subscriber=a%20b").open()) {
            assertThat(client.event("error").data()).contains("'a b'", "A-Z a-z 0-9 . _ ~ -");
        }
    }

    @Test
    void whatTheCallerMayNotSendIsRefusedWithoutAnErrorInTheLog(CapturedOutput output) throws IOException {
        int before = output.length();
        try (RawSseClient client = to("/notes/" + "a".repeat(1100) + "/events").open()) {
            assertRefused(client, 400, "invalid");
        }
        try (RawSseClient client = RawSseClient.to(port, "/notes/a/events")
                .header("X-Token", "u".repeat(300))
                .open()) {
            assertRefused(client, 403, "forbidden");
        }
        try (RawSseClient client = to("/notes/a/events?subscriber=").open()) {
            assertRefused(client, 400, "invalid");
        }
        assertThat(output.toString().substring(before)).doesNotContain("ERROR");
    }

    /** Containers throw when such parameters are read, as if the application had made a mistake. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/notes/a/events?subscriber=%zz",
                "/notes/a/events?subscriber=a&lastEventId=%C3%28",
                "/numbers/7/events?page=%zz",
                "/notes/a/events/subscription?subscriber=a&revision=%zz"
            })
    void parametersThatCannotBeReadAreTheCallersMistake(String target, CapturedOutput output) throws IOException {
        int before = output.length();
        boolean change = target.contains("/subscription");
        try (RawSseClient client = to(target)
                .method(change ? "PUT" : "GET")
                .header("Content-Length", "0")
                .open()) {
            assertThat(client.head().status()).isEqualTo(400);
            assertThat(client.head().header("Content-Type"))
                    .startsWith(change ? "application/problem+json" : "text/event-stream");
            assertThat(client.text()).contains(target.substring(target.indexOf('?') + 1), "percent-encoded UTF-8");
        }
        assertThat(output.toString().substring(before)).doesNotContain("ERROR");
    }

    @ParameterizedTest
    @ValueSource(strings = {"heartbeat", "selector"})
    void aMistakeOfTheApplicationIsItsOwnAndIsLogged(String mistake, CapturedOutput output) throws IOException {
        int before = output.length();
        try (RawSseClient client = to("/failing/" + mistake + "/events").open()) {
            assertRefused(client, 500, "failed");
        }
        assertThat(output.toString().substring(before)).contains("ERROR", "is not allowed");
    }

    @Test
    void aFailureElsewhereIsAnEventStreamIfTheRequestAsksForOne() throws IOException {
        try (RawSseClient client = to("/plain?page=x").open()) {
            assertRefused(client, 400, "invalid");
        }
        try (RawSseClient client =
                to("/plain?page=x").header("Accept", "application/json").open()) {
            assertThat(client.head().status()).isEqualTo(400);
            assertThat(client.head().header("Content-Type")).doesNotContain("event-stream");
        }
    }

    private static void assertRefused(RawSseClient client, int status, String code) throws IOException {
        assertThat(client.head().status()).isEqualTo(status);
        assertThat(client.head().header("Content-Type")).startsWith("text/event-stream");
        assertThat(client.event("error").data()).contains("\"code\":\"" + code + "\"");
        assertThat(client.event()).isNull();
    }

    @Test
    void oneTooManyIsRefusedAsTheApplicationSaysAndARefreshNever() throws IOException {
        try (RawSseClient one = to("/limited/a/events?subscriber=1").open();
                RawSseClient two = to("/limited/b/events?subscriber=2").open()) {
            one.event("connect");
            two.event("connect");
            try (RawSseClient three = to("/limited/c/events?subscriber=3").open()) {
                assertRefused(three, 400, "TOO_MANY");
                assertThat(three.head().header("Retry-After")).isEqualTo("1");
            }
            try (RawSseClient refreshed = to("/limited/b/events?subscriber=2").open()) {
                assertThat(refreshed.head().status()).isEqualTo(200);
                refreshed.event("connect");
                SseBlock close = two.event("close");
                assertThat(close.data()).isEqualTo("{\"reason\":\"replaced\",\"comeBack\":false}");
                assertThat(close.retry()).isEqualTo(86_400_000L);
                assertThat(two.event()).isNull();
            }
        }
    }

    @Test
    void aRefreshWithoutASubscriberIdGetsInAsSoonAsTheOldConnectionIsFoundDead() throws IOException {
        for (int refresh = 0; refresh < 10; refresh++) {
            try (RawSseClient one = to("/limited/a/events").open();
                    RawSseClient two = to("/limited/b/events").open()) {
                assertThat(one.head().status()).isEqualTo(200);
                assertThat(two.head().status()).isEqualTo(200);
                one.event("connect");
                two.event("connect");
            }
        }
    }

    @Test
    void aGoodbyeEndsTheOneConnectionItNamesAndIsAlwaysAnsweredAlike() throws IOException {
        try (RawSseClient client = to("/notes/a/events?subscriber=bye").open()) {
            String connection = client.event("connect").data().replaceAll(".*\"connection\":\"([^\"]+)\".*", "$1");
            assertThat(goodbye("bob", "bye", connection)).isEqualTo(204);
            assertThat(goodbye("ann", "bye", "made-up")).isEqualTo(204);
            assertThat(goodbye("ann", "not%20allowed", connection)).isEqualTo(204);
            assertThat(goodbye("ann", "bye", connection)).isEqualTo(204);
            assertThat(client.event().data()).contains("goodbye");
            assertThat(client.event()).isNull();
            assertThat(goodbye("ann", "bye", connection)).isEqualTo(204);
        }
    }

    @ParameterizedTest
    @CsvSource({"'', subscriber", "subscriber=bye, connection", "connection=bye, subscriber"})
    void aGoodbyeThatNamesNothingIsToldWhatIsMissing(String query, String missing) throws IOException {
        RawSseClient.Request request = RawSseClient.to(port, "/notes/a/events/goodbye?" + query)
                .method("POST")
                .header("Content-Length", "0")
                .header("Accept", "text/event-stream")
                .header("Authorization", basic("ann"));
        try (RawSseClient client = request.open()) {
            assertThat(client.head().status()).isEqualTo(400);
            assertThat(client.text()).contains("the parameter " + missing + " is missing");
        }
    }

    @Test
    void aPathThatIsEncodedInAnotherWayIsTheSameStream() throws IOException {
        try (RawSseClient one = to("/notes/a/events?subscriber=same").open();
                RawSseClient two = to("/notes/%61/events?subscriber=same").open()) {
            String connection = two.event("connect").data().replaceAll(".*\"connection\":\"([^\"]+)\".*", "$1");
            one.event("connect");
            assertThat(one.event("close").data()).contains("replaced");
            assertThat(goodbye("ann", "same", connection)).isEqualTo(204);
            assertThat(two.event().data()).contains("goodbye");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/notes/%61/events, /notes/a/events",
        "/notes/a%2fb/events, /notes/a%2Fb/events",
        "/notes/a%2Fb/events, /notes/a%2Fb/events",
        "/notes/a/b/events, /notes/a/b/events",
        "/notes/a%25b;x=1/events, /notes/a%25b/events"
    })
    void aStreamIsNamedByItsDecodedSegments(String target, String path) {
        assertThat(StreamEndpoints.pathOf(new MockHttpServletRequest("GET", target)))
                .isEqualTo(path);
    }

    private int goodbye(String user, String subscriber, String connection) throws IOException {
        RawSseClient.Request request = RawSseClient.to(
                        port, "/notes/a/events/goodbye?subscriber=" + subscriber + "&connection=" + connection)
                .method("POST")
                .header("Content-Length", "0")
                .header("Authorization", basic(user));
        try (RawSseClient client = request.open()) {
            return client.head().status();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/files/a/b", "/wild/a/b"})
    void aStreamMayTakeTheRestOfThePath(String target) throws IOException {
        try (RawSseClient client = to(target + "?subscriber=rest").open()) {
            assertThat(client.event("connect").data()).contains("\"subscriber\":\"rest\"");
        }
    }

    @Test
    void aStreamIsNotKeptBackByAFilterThatWaitsForTheWholeAnswer() throws IOException {
        try (RawSseClient client = to("/tagged/events").open()) {
            assertThat(client.event("connect")).isNotNull();
        }
        try (RawSseClient client = to("/tagged/events?subscriber=a%20b").open()) {
            assertRefused(client, 400, "invalid");
        }
    }

    @Test
    void aReturnWithLastEventIdGetsWhatWasMissedByHeaderOrParameter() throws Exception {
        EventId before = hub.position();
        hub.publish("notes/resume", Event.of("note", "missed"))
                .toCompletableFuture()
                .get();
        try (RawSseClient client = to("/notes/resume/events")
                .header("Last-Event-ID", before.toString())
                .open()) {
            assertThat(client.event("connect").id()).isEqualTo(before.toString());
            assertThat(client.event().data()).isEqualTo("missed");
        }
        try (RawSseClient client =
                to("/notes/resume/events?lastEventId=" + before).open()) {
            assertThat(client.event("note").data()).isEqualTo("missed");
        }
        try (RawSseClient client =
                to("/notes/resume/events?lastEventId=garbage").open()) {
            client.event("connect");
            assertThat(client.event("gap").data()).contains("unreadable");
        }
    }

    @Test
    void whoHasNotSignedInIsKnownByAddressAndGetsTheirIdFromTheServer() throws IOException {
        try (RawSseClient client =
                RawSseClient.to(port, "/public/a/events?subscriber=chosen").open()) {
            assertThat(client.event("connect").data()).doesNotContain("chosen");
        }
    }

    @ParameterizedTest
    @CsvSource({"Authorization, Basic YW5uOmFubg==", "X-Token, ann"})
    void anEndedStreamLeavesNoNoiseInTheLog(String header, String credentials, CapturedOutput output)
            throws IOException {
        int before = output.length();
        try (RawSseClient gone = RawSseClient.to(port, "/notes/noise/events?subscriber=gone")
                .header(header, credentials)
                .open()) {
            gone.event("connect");
            gone.reset();
        }
        for (int i = 0; i < 5; i++) {
            hub.publish("notes/noise", Event.message("x".repeat(1000)))
                    .toCompletableFuture()
                    .join();
        }
        try (RawSseClient client = RawSseClient.to(port, "/notes/noise/events?subscriber=closed")
                .header(header, credentials)
                .open()) {
            client.event("connect");
            hub.close(Owner.of("ann"), CloseReason.RIGHT_ENDED);
            assertThat(client.event("close").data()).contains("right-ended");
            assertThat(client.event()).isNull();
        }
        assertThat(output.toString().substring(before))
                .doesNotContain("Access Denied", "AccessDenied", "AuthorizationDenied", "ERROR", "WARN", "Broken pipe");
    }
}
