package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.testkit.RawSseClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages of other origins may do. */
class CorsTest {
    private static final String APP = "https://app.example.com";

    private static MercureServer serverFor(String origin) {
        return new MercureServer(it -> it.corsOrigins(Set.of(origin)));
    }

    private static RawSseClient stream(MercureServer server, String origin) throws Exception {
        return RawSseClient.to(server.port(), MercureServer.topics("a"))
                .header("Origin", origin)
                .open();
    }

    @Test
    void anOriginThatIsAllowedMayReadStreamsAndSendCookies() throws Exception {
        try (MercureServer server = serverFor(APP);
                RawSseClient stream = stream(server, APP)) {
            assertThat(stream.head().header("Access-Control-Allow-Origin")).isEqualTo(APP);
            assertThat(stream.head().header("Access-Control-Allow-Credentials")).isEqualTo("true");
            assertThat(stream.head().header("Access-Control-Expose-Headers"))
                    .contains("Last-Event-ID")
                    .contains("Retry-After");
            assertThat(stream.head().header("Vary")).isEqualTo("Origin");
        }
    }

    @Test
    void ofARefusalItMayReadTheWaitingTimeAndIsToldSoOnce() throws Exception {
        try (MercureServer server =
                        new MercureServer(it -> it.corsOrigins(Set.of(APP)).streamsPerAddress(1));
                RawSseClient stream = stream(server, APP);
                RawSseClient refused = stream(server, APP)) {
            assertThat(stream.head().status()).isEqualTo(200);
            assertThat(refused.head().status()).isEqualTo(429);
            assertThat(refused.head().header("Retry-After")).isNotNull();
            assertThat(refused.head().header("Access-Control-Expose-Headers"))
                    .isEqualTo("ETag, Last-Event-ID, Link, Retry-After");
        }
    }

    @Test
    void anotherOriginMayNot() throws Exception {
        try (MercureServer server = serverFor(APP);
                RawSseClient stream = stream(server, "https://evil.example")) {
            assertThat(stream.head().status()).isEqualTo(200);
            assertThat(stream.head().headers()).doesNotContainKey("Access-Control-Allow-Origin");
            assertThat(stream.head().header("Vary")).isEqualTo("Origin");
        }
    }

    /** Everybody's pages with everybody's cookies would be nobody's cookies any more. */
    @Test
    void ifAllAreAllowedTheirCookiesDoNotCount() throws Exception {
        try (MercureServer server = serverFor("*");
                RawSseClient stream = stream(server, APP)) {
            assertThat(stream.head().header("Access-Control-Allow-Origin")).isEqualTo("*");
            assertThat(stream.head().headers()).doesNotContainKey("Access-Control-Allow-Credentials");
        }
    }

    @Test
    void withoutAnyThereIsNoSuchHeader() throws Exception {
        try (MercureServer server = new MercureServer();
                RawSseClient stream = stream(server, APP)) {
            assertThat(stream.head().headers()).doesNotContainKeys("Access-Control-Allow-Origin", "Vary");
        }
    }

    @Test
    void aPageMayReadWhyItWasRefused() {
        try (MercureServer server = serverFor(APP)) {
            HttpRequest.Builder stream = server.get(MercureServer.path()).header("Origin", APP);
            assertThat(server.send(stream).headers().firstValue("Access-Control-Allow-Origin"))
                    .contains(APP);
            HttpResponse<String> publish = server.send(server.post("topic=a").header("Origin", APP));
            assertThat(publish.statusCode()).isEqualTo(401);
            assertThat(publish.headers().firstValue("Access-Control-Allow-Origin"))
                    .contains(APP);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/subscription", "/goodbye", "/subscriptions"})
    void whatAPageWillDoIsAllowedBeforehand(String beneath) {
        try (MercureServer server = serverFor(APP)) {
            HttpRequest.Builder preflight = server.get(MercureEndpoint.PATH + beneath)
                    .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                    .header("Origin", APP)
                    .header("Access-Control-Request-Method", "PUT")
                    .header("Access-Control-Request-Headers", "authorization,content-type");
            HttpResponse<String> answer = server.send(preflight);
            assertThat(answer.statusCode()).isEqualTo(204);
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .contains(APP);
            assertThat(answer.headers()
                            .firstValue("Access-Control-Allow-Methods")
                            .orElseThrow())
                    .contains("GET", "POST", "PUT");
            assertThat(answer.headers()
                            .firstValue("Access-Control-Allow-Headers")
                            .orElseThrow())
                    .contains("Authorization", "Content-Type", "Last-Event-ID", "Cache-Control");
        }
    }

    @Test
    void aPageOfAnotherOriginIsAllowedNothingBeforehand() {
        try (MercureServer server = serverFor(APP)) {
            HttpRequest.Builder preflight = server.get(MercureEndpoint.PATH)
                    .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                    .header("Origin", "https://evil.example")
                    .header("Access-Control-Request-Method", "POST");
            assertThat(server.send(preflight).headers().map()).doesNotContainKey("access-control-allow-methods");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com", "https://example.com/", "https://example.com/a", "https://Example.com",
                        "https://example.com:443",
                "https://*.example.com", "", "null", "https://u@example.com", "a b"
            })
    void whatIsNoOriginIsNotAllowedInSettings(String text) {
        assertThatThrownBy(() -> MercureSettings.of(MercureServer.KEYS)
                        .corsOrigins(Set.of(text))
                        .build())
                .hasMessageContaining("origin '" + text + "' is not allowed")
                .hasMessageContaining("such as https://example.com, or *");
    }
}
