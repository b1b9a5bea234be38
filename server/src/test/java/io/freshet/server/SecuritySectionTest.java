package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RawSseClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The specification's section "Security Considerations": requests that other pages make, and tokens that nobody may see. */
class SecuritySectionTest {
    private static final String PUBLISHER = "mercureAuthorization=" + MercureServer.PUBLISHER;

    private static int publishing(MercureServer server, String header, String value) {
        return server.send(server.post("topic=a").header("Cookie", PUBLISHER).header(header, value))
                .statusCode();
    }

    @Test
    void theHubVerifiesThatTheSourceOriginMatchesTheTargetOrigin() {
        try (MercureServer server = new MercureServer()) {
            String own = "http://localhost:" + server.port();
            assertThat(publishing(server, "Origin", own)).isEqualTo(200);
            assertThat(publishing(server, "Referer", own + "/page?x")).isEqualTo(200);
            assertThat(publishing(server, "Origin", "https://evil.example")).isEqualTo(403);
            assertThat(publishing(server, "Origin", "http://localhost:1")).isEqualTo(403);
            assertThat(publishing(server, "Origin", "https://localhost:" + server.port()))
                    .isEqualTo(403);
            assertThat(publishing(server, "Origin", "null")).isEqualTo(403);
            assertThat(publishing(server, "Referer", "https://evil.example/" + own))
                    .isEqualTo(403);
            assertThat(publishing(server, "Referer", "no url at all")).isEqualTo(403);
            assertThat(server.hub.position().sequence()).isEqualTo(2);
        }
    }

    /** A name with an underscore, as containers have it, is none that {@link URI} knows a host in. */
    @Test
    void aHostWithAnUnderscoreIsTheOneThatItIsAndNoOther() throws Exception {
        try (MercureServer server = new MercureServer()) {
            assertThat(publishingTo(server, "my_hub:3000", "Origin: http://my_hub:3000"))
                    .isEqualTo(200);
            assertThat(publishingTo(server, "my_hub", "Referer: http://an_other/page"))
                    .isEqualTo(403);
        }
    }

    private static int publishingTo(MercureServer server, String host, String header) throws IOException {
        try (RawSseClient client = RawSseClient.connectOnly(server.port())) {
            client.write("POST " + MercureEndpoint.PATH + " HTTP/1.1\r\nHost: " + host + "\r\n" + header
                    + "\r\nCookie: " + PUBLISHER + "\r\nContent-Type: application/x-www-form-urlencoded"
                    + "\r\nContent-Length: 7\r\n\r\ntopic=a");
            return client.head().status();
        }
    }

    @Test
    void theOriginCountsMoreThanTheReferer() {
        try (MercureServer server = new MercureServer()) {
            HttpRequest.Builder forged = server.post("topic=a")
                    .header("Cookie", PUBLISHER)
                    .header("Origin", "https://evil.example")
                    .header("Referer", "http://localhost:" + server.port() + "/");
            assertThat(server.send(forged).statusCode()).isEqualTo(403);
        }
    }

    @Test
    void ifNoneOfTheseHeadersIsAvailableTheHubDiscardsTheRequest() {
        try (MercureServer server = new MercureServer()) {
            HttpResponse<String> answer = server.send(server.post("topic=a").header("Cookie", PUBLISHER));
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("needs a header Origin or Referer");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example.com, https://app.example.com, 200",
        "https://app.example.com, https://other.example.com, 403",
        "https://app.example.com, https://app.example.com.evil.example, 403",
        "*, https://whoever.example, 200"
    })
    void otherOriginsMayBeConfigured(String configured, String origin, int status) {
        try (MercureServer server = new MercureServer(it -> it.publishOrigins(Set.of(configured)))) {
            assertThat(publishing(server, "Origin", origin)).isEqualTo(status);
        }
    }

    @Test
    void behindAProxyTheTargetOriginIsThatOfTheHubsUrl() {
        URI url = URI.create("https://hub.example.com/.well-known/mercure");
        try (MercureServer server = new MercureServer(it -> it.url(url))) {
            assertThat(publishing(server, "Origin", "https://hub.example.com")).isEqualTo(200);
            assertThat(publishing(server, "Origin", "http://localhost:" + server.port()))
                    .isEqualTo(403);
        }
    }

    @Test
    void aTokenThatNoBrowserSendsByItselfNeedsNoOrigin() {
        try (MercureServer server = new MercureServer()) {
            assertThat(server.publish(MercureServer.PUBLISHER, "topic", "a").statusCode())
                    .isEqualTo(200);
            HttpRequest.Builder byQuery = HttpRequest.newBuilder(
                            server.url(MercureServer.path("authorization", MercureServer.PUBLISHER)))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("Origin", "https://evil.example")
                    .POST(HttpRequest.BodyPublishers.ofString("topic=a"));
            assertThat(server.send(byQuery).statusCode()).isEqualTo(200);
        }
    }

    /** At every level, whatever comes of the request: nothing that is logged has a part of a token that proves anything. */
    @Test
    void noTokenStandsInALogLine() throws Exception {
        try (CapturedLog log = new CapturedLog();
                MercureServer server = new MercureServer(it -> it.subscriptions(true))) {
            String good = TestTokens.publishing("*")
                    .with("subscribe", List.of("*"))
                    .subject("kim")
                    .signed();
            String expired = TestTokens.publishing("*").expires(Instant.EPOCH).signed();
            String narrow = TestTokens.publishing("b").signed();
            String broken = good.substring(0, good.length() - 5) + "AAAAA";
            for (String token : new String[] {good, expired, narrow, broken, good + ".x"}) {
                for (String path : new String[] {
                    MercureEndpoint.PATH,
                    MercureEndpoint.PATH + "/subscriptions",
                    MercureEndpoint.PATH + "/goodbye",
                    MercureEndpoint.PATH + "/subscription",
                    "/nowhere"
                }) {
                    String query = MercureServer.form("topic", "", "authorization", token);
                    server.send(server.get(path + "?" + query));
                    server.send(server.get(path + "?topic=").header("Authorization", "Bearer " + token));
                    server.send(server.get(path + "?topic=").header("Cookie", "mercureAuthorization=" + token));
                    server.send(HttpRequest.newBuilder(server.url(path + "?" + query))
                            .POST(HttpRequest.BodyPublishers.ofString("topic=a")));
                    server.send(HttpRequest.newBuilder(server.url(path + "?" + query))
                            .PUT(HttpRequest.BodyPublishers.ofString("[1]")));
                }
                server.publish(token, "topic", "a");
                RawSseClient.to(server.port(), MercureServer.path("topic", "a", "authorization", token))
                        .open()
                        .close();
                RawSseClient.to(server.port(), "/" + token + " ?authorization=" + token + "\u0001")
                        .open()
                        .close();
                RawSseClient.to(server.port(), "/?authorization=" + token + "x".repeat(100_000))
                        .open()
                        .close();
            }
            server.hub.pause();
            assertThat(log.text()).isNotEmpty();
            for (String token : new String[] {good, expired, narrow, broken}) {
                assertThat(log.text()).doesNotContain(token.split("\\.")[1]);
            }
        }
    }
}
