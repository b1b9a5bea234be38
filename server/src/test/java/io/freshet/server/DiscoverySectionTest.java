package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RawSseClient;
import java.net.URI;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;

/** The specification's section "Discovery", as far as it is about hubs. */
class DiscoverySectionTest {
    private static final String LINK = "</.well-known/mercure>; rel=\"mercure\"";

    @Test
    void theUrlOfTheHubMustBeTheWellKnownFixedPath() throws Exception {
        try (MercureServer server = new MercureServer();
                RawSseClient stream = RawSseClient.to(server.port(), "/.well-known/mercure?topic=a")
                        .open()) {
            assertThat(stream.head().status()).isEqualTo(200);
            assertThat(server.send(server.get("/.well-known/mercury?topic=a")).statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void theHubsOwnAnswersHaveALinkWithRelMercure() throws Exception {
        try (MercureServer server = new MercureServer(it -> it.subscriptions(true));
                RawSseClient stream = server.subscribed("a")) {
            String reader = TestTokens.subscribing("*").signed();
            assertThat(stream.head().header("Link")).isEqualTo(LINK);
            assertThat(server.publish(MercureServer.PUBLISHER, "topic", "a")
                            .headers()
                            .firstValue("Link"))
                    .contains(LINK);
            assertThat(server.publish("nonsense", "topic", "a").headers().firstValue("Link"))
                    .contains(LINK);
            HttpRequest.Builder list =
                    server.get("/.well-known/mercure/subscriptions").header("Authorization", "Bearer " + reader);
            assertThat(server.send(list).headers().firstValue("Link")).contains(LINK);
        }
    }

    @Test
    void theLinkIsTheUrlThatTheHubHasForOthers() throws Exception {
        URI url = URI.create("https://example.com/.well-known/mercure");
        try (MercureServer server = new MercureServer(it -> it.url(url));
                RawSseClient stream = server.subscribed("a")) {
            assertThat(stream.head().header("Link")).isEqualTo("<" + url + ">; rel=\"mercure\"");
        }
    }

    @Test
    void aUrlOfOtherScriptsIsLinkedPercentEncoded() throws Exception {
        URI url = URI.create("https://example.com/책/.well-known/mercure");
        try (MercureServer server = new MercureServer(it -> it.url(url));
                RawSseClient stream = server.subscribed("a")) {
            assertThat(stream.head().header("Link"))
                    .isEqualTo("<https://example.com/%EC%B1%85/.well-known/mercure>; rel=\"mercure\"");
        }
    }

    @Test
    void anIdThatWasAdvertisedIsTakenAsTheParameterLastEventID() throws Exception {
        try (MercureServer server = new MercureServer()) {
            String advertised = server.published("topic", "a", "data", "in the resource");
            server.published("topic", "a", "data", "since then");
            String path = MercureServer.path("topic", "a", "lastEventID", advertised);
            try (RawSseClient stream = RawSseClient.to(server.port(), path).open()) {
                assertThat(stream.event().data()).isEqualTo("since then");
            }
        }
    }
}
