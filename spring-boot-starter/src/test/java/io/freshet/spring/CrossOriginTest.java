package io.freshet.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseClient.Head;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Pages of another origin, with credentials: by annotation under {@code /cross}, for all paths of a kind under {@code /global}. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        classes = {TestApplication.class, StreamOnTomcatTest.Server.class, CrossOriginTest.Streams.class})
class CrossOriginTest {
    private static final String SHOP = "https://shop.example";

    @LocalServerPort
    int port;

    private RawSseClient.Request to(String target) {
        return RawSseClient.to(port, target).header("Origin", SHOP);
    }

    private RawSseClient.Request signedIn(String target) {
        return to(target).header("Authorization", StreamTest.basic("ann"));
    }

    private static void assertReadable(Head head) {
        assertThat(head.header("Access-Control-Allow-Origin")).isEqualTo(SHOP);
        assertThat(head.header("Access-Control-Allow-Credentials")).isEqualTo("true");
    }

    private void assertRefused(RawSseClient.Request request, int status) throws IOException {
        try (RawSseClient client = request.open()) {
            assertThat(client.head().status()).isEqualTo(status);
            assertThat(client.head().header("Content-Type")).startsWith("text/event-stream");
            assertReadable(client.head());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/cross", "/global"})
    void aStreamAndItsRefusalsCanBeRead(String path) throws IOException {
        try (RawSseClient stream = signedIn(path + "/a/events?subscriber=one").open()) {
            assertReadable(stream.head());
            stream.event("connect");
            RawSseClient.Request oneTooMany = signedIn(path + "/a/events?subscriber=two");
            assertRefused(oneTooMany, 429);
            try (RawSseClient client = oneTooMany.open()) {
                assertThat(client.head().header("Retry-After")).isEqualTo("1");
                assertThat(client.head().header("Access-Control-Expose-Headers"))
                        .contains("Retry-After");
            }
        }
        assertRefused(to(path + "/a/events"), 401);
        assertRefused(signedIn(path + "/a/events?subscriber=a%20b"), 400);
        assertRefused(signedIn(path + "/closed/events"), 403);
    }

    @ParameterizedTest
    @CsvSource({
        "/cross/a/events/subscription, PUT, content-type",
        "/global/a/events/subscription, PUT, content-type",
        "/cross/a/events/goodbye, POST, authorization",
        "/global/a/events/goodbye, POST, authorization",
        "/cross/a/events, GET, authorization",
        "/global/a/events, GET, last-event-id"
    })
    void whatABrowserAsksForBeforeItSendsIsAllowed(String target, String method, String header) throws IOException {
        RawSseClient.Request preflight = to(target)
                .method("OPTIONS")
                .header("Access-Control-Request-Method", method)
                .header("Access-Control-Request-Headers", header);
        try (RawSseClient client = preflight.open()) {
            assertThat(client.head().status()).isEqualTo(200);
            assertReadable(client.head());
            assertThat(client.head().header("Access-Control-Allow-Methods")).contains(method);
            assertThat(client.head().header("Access-Control-Allow-Headers")).isEqualTo(header);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/cross", "/global"})
    void aChangeAndAGoodbyeAreAnsweredReadably(String path) throws IOException {
        String change = path + "/a/events/subscription?subscriber=s&revision=";
        assertThat(send("PUT", change + "2", "[\"notes/a\"]")).isEqualTo(204);
        assertThat(send("PUT", change + "1", "[]")).isEqualTo(409);
        assertThat(send("PUT", change + "3", "[\"notes/b\"]")).isEqualTo(403);
        assertThat(send("PUT", change + "x", "[]")).isEqualTo(400);
        assertThat(send("POST", path + "/a/events/goodbye?subscriber=s&connection=c", ""))
                .isEqualTo(204);
    }

    private int send(String method, String target, String body) throws IOException {
        RawSseClient.Request request = signedIn(target)
                .method(method)
                .header("Content-Type", "application/json")
                .header("Content-Length", Integer.toString(body.length()));
        try (RawSseClient client = request.send()) {
            client.write(body);
            assertReadable(client.head());
            return client.head().status();
        }
    }

    @Test
    void anotherOriginMayDoNothing() throws IOException {
        for (String path : new String[] {"/cross/a/events", "/global/a/events"}) {
            try (RawSseClient client =
                    signedIn(path).header("Origin", "https://else.example").open()) {
                assertThat(client.head().status()).isEqualTo(403);
                assertThat(client.head().header("Access-Control-Allow-Origin")).isNull();
            }
        }
    }

    /** Streams for pages of a shop. */
    @RestController
    static class Streams implements WebMvcConfigurer {
        @GetMapping("/cross/{topic}/events")
        @CrossOrigin(origins = "${shop:" + SHOP + "}", allowCredentials = "true")
        EventStream annotated(@PathVariable String topic, StreamRequest request) {
            return stream(topic, request);
        }

        @GetMapping("/global/{topic}/events")
        EventStream global(@PathVariable String topic, StreamRequest request) {
            return stream(topic, request);
        }

        private static EventStream stream(String topic, StreamRequest request) {
            String selected = topic.equals("closed") ? "notes/b" : "notes/" + topic;
            return request.limit(1).allow("notes/a").subscribe(selected);
        }

        @Override
        public void addCorsMappings(CorsRegistry registry) {
            registry.addMapping("/global/**")
                    .allowedOrigins(SHOP)
                    .allowedMethods("GET", "PUT", "POST")
                    .allowCredentials(true);
        }
    }
}
