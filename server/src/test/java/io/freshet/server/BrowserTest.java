package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.Owner;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real Chromium at the hub: its own {@code EventSource} with a cookie, and Freshet's client, both as they are. */
class BrowserTest {
    private static final Owner KIM = Owner.of("kim");
    private static final String TOKEN = TestTokens.subscribing("https://example.com/{+private}")
            .with("publish", List.of("*"))
            .subject(KIM.name())
            .signed();

    private static final String LISTEN =
            """
            window.got = [];
            window.source = new EventSource(arguments[0], { withCredentials: true });
            source.onmessage = ({ data, lastEventId }) => got.push(data);
            source.addEventListener("order", ({ data }) => got.push("order " + data));
            for (const own of ["connect", "gap", "close"]) {
              source.addEventListener(own, () => got.push(own));
            }
            """;

    private static Chromium browser;

    @BeforeAll
    static void start() {
        browser = new Chromium();
    }

    @AfterAll
    static void stop() {
        browser.close();
    }

    /** A hub with a page beside it, which brings the cookie along, and Freshet's client. */
    private static MercureServer server(UnaryOperator<MercureSettings.Builder> settings) {
        MercureSettings.Builder begun = MercureSettings.of(MercureServer.KEYS);
        return new MercureServer(settings.apply(begun), it -> it, Duration.ofMillis(500), BrowserTest::withPage);
    }

    private static Endpoint withPage(Endpoint hub) {
        Answer page = Answer.of(200, "text/html", "<!doctype html><title>A page</title>")
                .with(
                        "Set-Cookie",
                        "mercureAuthorization=" + TOKEN + "; Path=/.well-known/mercure; HttpOnly; SameSite=Strict");
        Answer client = new Answer(200, List.of(Map.entry("Content-Type", "text/javascript")), client());
        return exchange -> {
            switch (exchange.path()) {
                case "/page" -> exchange.answer(page);
                case "/freshet.js" -> exchange.answer(client);
                default -> hub.handle(exchange);
            }
        };
    }

    private static byte[] client() {
        try (InputStream in = BrowserTest.class.getResourceAsStream("/META-INF/freshet/freshet.js")) {
            return Objects.requireNonNull(in, "the client has not been built").readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void openPage(MercureServer server) {
        browser.open(server.url("/page").toString());
    }

    private static void listen(MercureServer server, String topic) {
        browser.run(LISTEN, server.url(MercureServer.topics(topic)).toString());
    }

    private static void awaitEvents(String... expected) {
        browser.await("return JSON.stringify(window.got)", "[\"" + String.join("\",\"", expected) + "\"]");
    }

    @Test
    void aPlainEventSourceWithACookieReceivesWhatIsPrivateAndMissesNothing() {
        try (MercureServer server = server(it -> it)) {
            openPage(server);
            assertThat(browser.run("return document.cookie")).isEqualTo("");
            listen(server, "https://example.com/books/{id}");
            browser.await("return source.readyState", 1L);
            server.published("topic", "https://example.com/books/1", "data", "public");
            server.published(
                    "topic", "https://example.com/books/2", "data", "private", "private", "on", "type", "order");
            awaitEvents("public", "order private");

            assertThat(server.hub.close(KIM, CloseReason.TIMEOUT)).isEqualTo(1);
            server.published("topic", "https://example.com/books/3", "data", "while it was away");
            browser.await("return source.readyState", 1L);
            server.published("topic", "https://example.com/books/4", "data", "since");
            awaitEvents("public", "order private", "while it was away", "since");

            browser.run("source.close()");
            awaitNoConnection(server);
        }
    }

    @Test
    void aPageOfAnotherOriginThatIsAllowedMayListenWithItsCookie() {
        try (MercureServer pages = server(it -> it);
                MercureServer server = server(it -> it.corsOrigins(Set.of("http://localhost:" + pages.port())))) {
            openPage(pages);
            listen(server, "https://example.com/a");
            browser.await("return source.readyState", 1L);
            server.published("topic", "https://example.com/a", "data", "private", "private", "on");
            awaitEvents("private");
            browser.run("source.close()");
        }
    }

    @Test
    void aPageOfAnOriginThatIsNotAllowedHearsNothing() {
        try (MercureServer pages = server(it -> it);
                MercureServer server = server(it -> it)) {
            openPage(pages);
            listen(server, "*");
            browser.await("return source.readyState", 2L);
            awaitNoConnection(server);
        }
    }

    private static void awaitNoConnection(MercureServer server) {
        Waiting.until("the stream has ended", () -> server.hub.connectionCount() == 0);
    }

    @Test
    void anotherOriginsPageCannotPublishInTheNameOfWhoeverLooksAtIt() {
        try (MercureServer pages = server(it -> it);
                MercureServer server = server(it -> it)) {
            String post =
                    """
                    const answer = await fetch(arguments[0], {
                      method: "POST", mode: "no-cors", credentials: "include",
                      body: new URLSearchParams({ topic: "https://example.com/a", data: "forged" }),
                    });
                    return answer.type + " " + answer.status;
                    """;
            String hub = server.url(MercureEndpoint.PATH).toString();
            openPage(pages);
            assertThat(browser.runAsync(post, hub)).isEqualTo("opaque 0");
            assertThat(server.hub.position().sequence()).isZero();

            openPage(server);
            assertThat(browser.runAsync(post, hub)).isEqualTo("basic 200");
            assertThat(server.hub.position().sequence()).isEqualTo(1);
        }
    }

    @Test
    void freshetsClientWorksWithNothingButTheHubsUrl() {
        String begin =
                """
                const { FreshetSource } = await import("/freshet.js");
                window.got = [];
                window.source = new FreshetSource("/.well-known/mercure?topic=https%3A%2F%2Fexample.com%2Fa");
                source.on("message", ({ data }) => got.push(String(data)));
                source.on("gap", ({ data }) => got.push("gap " + data.reason));
                source.on("close", ({ data }) => got.push("close " + data.reason));
                await new Promise((done) => source.on("connect", ({ data }) => { window.me = data; done(); }));
                return me.subscriber;
                """;
        try (MercureServer server = server(it -> it)) {
            openPage(server);
            Object subscriber = browser.runAsync(begin);
            assertThat(subscriber).asString().matches("[A-Za-z0-9._~-]+");
            server.published("topic", "https://example.com/a", "data", "of a", "private", "on");
            awaitEvents("of a");

            assertThat(browser.runAsync("await source.subscribe(['https://example.com/{other}']); return 'taken';"))
                    .isEqualTo("taken");
            server.published("topic", "https://example.com/a/b", "data", "not selected any more");
            server.published("topic", "https://example.com/b", "data", "of b");
            awaitEvents("of a", "of b");

            browser.reload();
            server.published("topic", "https://example.com/c", "data", "while it was away");
            assertThat(browser.runAsync(begin))
                    .as("the tab is the same subscriber")
                    .isEqualTo(subscriber);
            assertThat(browser.run("return me.revision")).isEqualTo(1L);
            server.published("topic", "https://example.com/d", "data", "of d");
            awaitEvents("of d");
            assertThat(server.hub.subscriberCount()).isEqualTo(1);

            assertThat(server.hub.close(KIM, CloseReason.CLOSED)).isEqualTo(1);
            awaitEvents("of d", "close closed");
            browser.await("return source.readyState", 2L);
            awaitNoConnection(server);
        }
    }

    @Test
    void freshetsClientSaysGoodbye() {
        try (MercureServer server = server(it -> it)) {
            openPage(server);
            browser.runAsync(
                    """
                    const { FreshetSource } = await import("/freshet.js");
                    window.source = new FreshetSource("/.well-known/mercure?topic=a");
                    await new Promise((done) => source.on("connect", done));
                    return 'there';
                    """);
            assertThat(server.hub.connections(KIM)).hasSize(1);
            Connection connection = server.hub.connections(KIM).get(0);
            browser.run("source.close()");
            awaitNoConnection(server);
            assertThat(connection.closeReason()).isIn(CloseReason.GOODBYE, CloseReason.PEER_GONE);
        }
    }
}
