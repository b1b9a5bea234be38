package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.EventId;
import io.freshet.testkit.RawSseClient;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The specification's section "Publication". */
class PublicationSectionTest {
    private final MercureServer server = new MercureServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theRequestMustBeEncodedAsAForm() {
        HttpRequest.Builder json = HttpRequest.newBuilder(server.url(MercureEndpoint.PATH))
                .header("Authorization", "Bearer " + MercureServer.PUBLISHER)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"topic\":\"a\"}"));
        HttpResponse<String> answer = server.send(json);
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.body()).contains("application/x-www-form-urlencoded");
    }

    @Test
    void aCharsetBesideTheFormsTypeIsNoHarm() throws Exception {
        try (RawSseClient stream = server.subscribed("책")) {
            HttpRequest.Builder form = HttpRequest.newBuilder(server.url(MercureEndpoint.PATH))
                    .header("Authorization", "Bearer " + MercureServer.PUBLISHER)
                    .header("Content-Type", "Application/X-WWW-Form-Urlencoded; charset=UTF-8")
                    .POST(HttpRequest.BodyPublishers.ofString("topic=%EC%B1%85&data=a+b%2Bc+책"));
            assertThat(server.send(form).statusCode()).isEqualTo(200);
            assertThat(stream.event().data()).isEqualTo("a b+c 책");
        }
    }

    @Test
    void theFirstTopicIsTheCanonicalAndOthersAreAlternateIris() throws Exception {
        try (RawSseClient canonical = server.subscribed("https://example.com/books/1");
                RawSseClient alternate = server.subscribed("https://example.com/users/{id}/books")) {
            server.published(
                    "topic", "https://example.com/books/1", "topic", "https://example.com/users/7/books", "data", "1");
            assertThat(canonical.event().data()).isEqualTo("1");
            assertThat(alternate.event().data()).isEqualTo("1");
        }
    }

    @Test
    void withoutATopicNothingIsPublished() {
        HttpResponse<String> answer = server.publish(MercureServer.PUBLISHER, "data", "x");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("the parameter topic is missing");
        assertThat(server.publish(MercureServer.PUBLISHER, "topic", "").statusCode())
                .isEqualTo(400);
    }

    @Test
    void theDataIsOptional() throws Exception {
        try (RawSseClient stream = server.subscribed("a")) {
            server.published("topic", "a");
            assertThat(stream.event().data()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "", "off", "0"})
    void ifPrivateIsSetToWhateverValueTheUpdateIsPrivate(String value) throws Exception {
        String token = TestTokens.subscribing("a").signed();
        try (RawSseClient anonymous = server.subscribed("a");
                RawSseClient authorized = server.subscribedWith(token, "a")) {
            server.published("topic", "a", "data", "private", "private", value);
            server.published("topic", "a", "data", "public");
            assertThat(authorized.event().data()).isEqualTo("private");
            assertThat(authorized.event().data()).isEqualTo("public");
            assertThat(anonymous.event().data()).isEqualTo("public");
        }
    }

    /** RFC 3987: "k3v9x2:42" is an IRI, whose scheme is the log's epoch. */
    @Test
    void theHubGeneratesAValidIriAndReturnsIt() throws Exception {
        try (RawSseClient stream = server.subscribed("a")) {
            HttpResponse<String> answer = server.publish(MercureServer.PUBLISHER, "topic", "a", "data", "1");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/plain");
            assertThat(URI.create(answer.body()).isAbsolute()).isTrue();
            assertThat(stream.event().id()).isEqualTo(answer.body());
        }
    }

    @Test
    void evenIfAnIdIsProvidedTheHubGeneratesItsOwn() throws Exception {
        try (RawSseClient stream = server.subscribed("a")) {
            String id = server.published("topic", "a", "data", "1", "id", "urn:uuid:mine");
            assertThat(EventId.parse(id)).isPresent();
            assertThat(stream.event().id()).isEqualTo(id);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"#5", "a\nid: 7", "a\rb", "a\u0000b"})
    void anIdMustNotStartWithTheHashCharacterNorForgeAField(String id) {
        HttpResponse<String> answer = server.publish(MercureServer.PUBLISHER, "topic", "a", "id", id);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("id '").contains("no control character, and no # in front");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rdata: forged", "a\u0000b"})
    void aTypeMustNotForgeAField(String type) {
        HttpResponse<String> answer = server.publish(MercureServer.PUBLISHER, "topic", "a", "type", type);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("event type").contains("none of them a control character");
    }

    @ParameterizedTest
    @ValueSource(strings = {"connect", "gap", "reselected", "close"})
    void aTypeThatIsFreshetsOwnIsRefused(String type) {
        HttpResponse<String> answer = server.publish(MercureServer.PUBLISHER, "topic", "a", "type", type);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("event type '" + type + "' is not allowed: connect, gap, reselected and close are");
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-1", "1.5", "1e3", " 5", "2147483648", "99999999999999999999", "٣"})
    void aRetryThatIsNoNumberIsRefused(String retry) {
        HttpResponse<String> answer = server.publish(MercureServer.PUBLISHER, "topic", "a", "retry", retry);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("retry '").contains("milliseconds, 0 to 2147483647");
    }

    @Test
    void whatIsEmptyCountsAsLeftOut() throws Exception {
        try (RawSseClient stream = server.subscribed("a")) {
            server.published("topic", "a", "data", "1", "type", "", "retry", "", "id", "");
            assertThat(stream.event()).satisfies(event -> {
                assertThat(event.name()).isEqualTo("message");
                assertThat(event.retry()).isNull();
            });
        }
    }

    @Test
    void moreThanAThousandTopicsAreRefused() throws Exception {
        StringBuilder form = new StringBuilder("data=x");
        for (int i = 0; i < 1000; i++) {
            form.append("&topic=").append(i);
        }
        assertThat(server.send(server.post(form.toString())
                                .header("Authorization", "Bearer " + MercureServer.PUBLISHER))
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> answer = server.send(
                server.post(form + "&topic=1000").header("Authorization", "Bearer " + MercureServer.PUBLISHER));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("1001 topics are not allowed: 1 to 1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"topic=%", "topic=%4", "topic=%zz", "topic=a&data=%ff", "topic=%c3%28"})
    void aBrokenFormIsRefused(String form) {
        HttpResponse<String> answer =
                server.send(server.post(form).header("Authorization", "Bearer " + MercureServer.PUBLISHER));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("the body is not allowed");
    }

    @Test
    void anEventThatIsTooLargeIsRefused() throws Exception {
        try (MercureServer small = new MercureServer(it -> it, hub -> hub.maxEventBytes(1000))) {
            HttpResponse<String> answer =
                    small.publish(MercureServer.PUBLISHER, "topic", "a", "data", "x".repeat(1001));
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(answer.body()).contains("1001 characters of data is not allowed: at most 1000 bytes");
        }
    }

    @Test
    void whatTheLogCannotTakeIsToBeSentAgainLater() throws Exception {
        server.hub.close();
        HttpResponse<String> answer = server.publish(MercureServer.PUBLISHER, "topic", "a", "data", "x");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    }
}
