package io.freshet.showcase;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.freshet.Event;
import io.freshet.Owner;
import io.freshet.spring.EventStream;
import io.freshet.spring.StreamRequest;
import io.freshet.testkit.RunningTime;
import io.freshet.testkit.SseBlock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What comes through a real nginx, on each way there is. */
@ParameterizedClass
@EnumSource
@Import(BehindNginxTest.Streams.class)
class BehindNginxTest extends ShowcaseTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String HTML = "text/html";
    private static final Duration AT_ONCE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** All lengths that a character has in UTF-8, joined emoji, and line ends that are none to an event stream. */
    static final String TEXT = "한국어, 조합형 한글, 👩‍👩‍👧‍👦 🇰🇷 👍🏽 é \u2028 \uFEFF \u0085 ß 漢字 𠮷 end";

    private static Nginx nginx;
    private static HttpClient http;

    @Parameter
    private Way way;

    private final String topic = "behind-" + store;
    private final Caller ann = new Caller(0, "ann");

    @BeforeEach
    void startNginx() {
        if (nginx == null) {
            nginx = way.start(port);
            http = way.client(nginx);
        }
    }

    @AfterParameterizedClassInvocation
    static void stopNginx() {
        nginx.close();
        nginx = null;
    }

    @Test
    void connectComesAtOnceAndThenEachEventAsItIsPublished() {
        long startedAt = RunningTime.nanos();
        try (ReadStream stream = open("?subscriber=one-by-one")) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.header("Content-Type")).startsWith("text/event-stream");
            assertThat(stream.header("Content-Encoding")).isEqualTo(way.gzip() ? "gzip" : "");
            assertThat(stream.event().name()).isEqualTo("connect");
            assertThat(RunningTime.since(startedAt)).isLessThan(AT_ONCE);
            for (int i = 0; i < 20; i++) {
                long publishedAt = RunningTime.nanos();
                hub.publish(topic, Event.of("count", Integer.toString(i)));
                assertThat(stream.event().data()).isEqualTo(Integer.toString(i));
                assertThat(RunningTime.since(publishedAt)).isLessThan(AT_ONCE);
            }
        }
    }

    @Test
    void heartbeatsComeWhileNothingElseDoes() {
        try (ReadStream stream = open("?subscriber=quiet")) {
            String start = stream.event().id();
            assertThat(stream.heartbeat().id()).isEqualTo(start);
            assertThat(stream.heartbeat().id()).isEqualTo(start);
        }
    }

    @Test
    void whatWasMissedIsSentToWhoComesBack() {
        String seen;
        try (ReadStream stream = open("?subscriber=returning")) {
            stream.event();
            publish("seen");
            seen = stream.event().id();
        }
        publish("missed 1");
        publish("missed 2");
        try (ReadStream stream = open("?subscriber=returning", "Last-Event-ID", seen)) {
            assertThat(stream.event().name()).isEqualTo("connect");
            assertThat(stream.event().data()).isEqualTo("missed 1");
            assertThat(stream.event().data()).isEqualTo("missed 2");
        }
        try (ReadStream stream = open("?subscriber=returning&lastEventId=" + seen)) {
            assertThat(stream.event().name()).isEqualTo("connect");
            assertThat(stream.event().data()).isEqualTo("missed 1");
        }
    }

    @Test
    void aRefusalComesThroughWhole() {
        try (ReadStream first = open("/limited", "?subscriber=first")) {
            first.event();
            try (ReadStream second = open("/limited", "?subscriber=second")) {
                assertThat(second.status()).isEqualTo(429);
                assertThat(second.header("Retry-After")).isEqualTo("1");
                assertThat(second.header("Content-Type")).startsWith("text/event-stream");
                SseBlock error = second.event();
                assertThat(error.name()).isEqualTo("error");
                assertThat(JSON.readTree(error.data()).get("code").stringValue())
                        .isEqualTo("limit");
                second.awaitEnd();
            }
        }
    }

    @Test
    void whoHasNotSignedInIsRefusedInAnEventStream() {
        try (ReadStream stream =
                read(HttpRequest.newBuilder(uri(stream("") + "?subscriber=S")).header("Accept", "text/event-stream"))) {
            assertThat(stream.status()).isEqualTo(401);
            assertThat(stream.event().name()).isEqualTo("error");
        }
    }

    @Test
    void aGoodbyeEndsItsOneConnection() {
        try (ReadStream leaving = open("?subscriber=leaving");
                ReadStream staying = open("?subscriber=staying")) {
            JsonNode connect = JSON.readTree(leaving.event().data());
            staying.event();
            HttpResponse<String> answer = send(request(stream("") + "/goodbye")
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString("subscriber=leaving&connection="
                            + connect.get("connection").stringValue())));
            assertThat(answer.statusCode()).isEqualTo(204);
            leaving.awaitEnd();
            publish("still here");
            assertThat(staying.event().data()).isEqualTo("still here");
        }
    }

    @Test
    void aPeerThatGoesIsNoticedWhenItIsWrittenTo() {
        String user = "going-" + store;
        Caller going = new Caller(0, user);
        try (ReadStream stream = read(request(stream("") + "?subscriber=S", going))) {
            stream.event();
            assertThat(hub.connections(Owner.of(user))).hasSize(1);
        }
        await().atMost(Duration.ofSeconds(5))
                .until(() -> hub.connections(Owner.of(user)).isEmpty());
    }

    @Test
    void koreanAndEmojiInTypesAndTextsArriveUnharmed() {
        try (ReadStream stream = open("?subscriber=text")) {
            stream.event();
            hub.publish(topic, Event.of("주문-🍜", TEXT + "\n" + TEXT));
            SseBlock event = stream.event();
            assertThat(event.name()).isEqualTo("주문-🍜");
            assertThat(event.dataLines()).containsExactly(TEXT, TEXT);
        }
    }

    @Test
    void textThatIsSplitBetweenAnyTwoBytesArrivesByteForByte() throws IOException {
        try (ByteByByte toServer = new ByteByByte(port);
                Nginx between = way.start(toServer.port())) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(way.origin(between) + stream("") + "?subscriber=split"))
                    .headers("Authorization", ann.password(), "Accept-Encoding", way.gzip() ? "gzip" : "identity")
                    .timeout(PATIENCE)
                    .build();
            try (ReadStream stream = new ReadStream(way.client(between).send(request, BodyHandlers.ofInputStream()))) {
                stream.event();
                hub.publish(topic, Event.of("주문-🍜", TEXT));
                SseBlock event = stream.event();
                assertThat(event.name()).isEqualTo("주문-🍜");
                assertThat(event.data().getBytes(UTF_8)).isEqualTo(TEXT.getBytes(UTF_8));
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void koreanAndEmojiInNamesArriveUnharmed() {
        Caller owner = new Caller(0, "김철수-🦊");
        String order = "{\"menu\":\"떡볶이 🌶️\",\"price\":4500,\"quantity\":2}";
        try (ReadStream stream =
                read(request(path("/events?subscriber=names"), owner).header("Accept", "text/event-stream"))) {
            stream.event();
            assertThat(send(request(path("/cards?subscriber=names&revision=1"), owner)
                                    .header("Content-Type", "application/json")
                                    .PUT(BodyPublishers.ofString("[\"MNU_01_01\"]")))
                            .statusCode())
                    .isEqualTo(204);
            assertThat(stream.event().name()).isEqualTo("reselected");
            assertThat(send(request(path("/orders"), owner)
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString(order)))
                            .statusCode())
                    .isEqualTo(201);
            assertThat(stream.event().data()).contains("떡볶이 🌶️");
        }
    }

    @Test
    void theLoginLeadsToWhereTheBrowserIs() {
        String origin = way.origin(nginx);
        HttpResponse<String> page =
                send(HttpRequest.newBuilder(uri("/dashboard?store=2")).header("Accept", HTML));
        assertThat(target(page)).isEqualTo(origin + "/login");
        HttpResponse<String> form = send(HttpRequest.newBuilder(uri("/login")).header("Accept", HTML));
        String token = new Caller.Answer(form).cookie("XSRF-TOKEN");
        HttpResponse<String> in = send(HttpRequest.newBuilder(uri("/login"))
                .header("Accept", HTML)
                .header("Cookie", "XSRF-TOKEN=" + token)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("username=ann&password=ann&_csrf=" + token)));
        assertThat(in.statusCode()).isEqualTo(302);
        assertThat(target(in)).isEqualTo(origin + "/");
        boolean secure = in.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("JSESSIONID="))
                .allMatch(cookie -> cookie.contains("; Secure"));
        assertThat(secure).as("the session is for TLS only").isEqualTo(origin.startsWith("https:"));
    }

    /** Where a redirect leads to, for who asked at this origin. */
    private String target(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(302);
        return response.uri()
                .resolve(response.headers().firstValue("Location").orElseThrow())
                .toString();
    }

    private void publish(String text) {
        hub.publish(topic, Event.message(text)).toCompletableFuture().join();
    }

    private String stream(String kind) {
        return "/behind" + kind + "/" + topic + "/events";
    }

    private ReadStream open(String query, String... headers) {
        HttpRequest.Builder request = request(stream("") + query).header("Accept", "text/event-stream");
        return read(headers.length == 0 ? request : request.headers(headers));
    }

    private ReadStream open(String kind, String query) {
        return read(request(stream(kind) + query).header("Accept", "text/event-stream"));
    }

    private HttpRequest.Builder request(String path) {
        return request(path, ann);
    }

    private HttpRequest.Builder request(String path, Caller caller) {
        return HttpRequest.newBuilder(uri(path)).header("Authorization", caller.password());
    }

    private URI uri(String path) {
        return URI.create(way.origin(nginx) + path);
    }

    private ReadStream read(HttpRequest.Builder request) {
        HttpRequest.Builder accepting = way.gzip() ? request.header("Accept-Encoding", "gzip") : request;
        return new ReadStream(exchange(accepting, BodyHandlers.ofInputStream()));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return exchange(request, BodyHandlers.ofString());
    }

    private <T> HttpResponse<T> exchange(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
        try {
            HttpResponse<T> response = http.send(request.timeout(PATIENCE).build(), body);
            assertThat(response.version()).isEqualTo(way.version());
            return response;
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** Streams that need no patience. */
    @TestConfiguration(proxyBeanMethods = false)
    @RestController
    static class Streams {
        private static final Duration HEARTBEAT = Duration.ofMillis(300);

        @GetMapping("/behind/{topic}/events")
        EventStream unlimited(@PathVariable String topic, StreamRequest request) {
            return request.heartbeat(HEARTBEAT).subscribe(topic);
        }

        @GetMapping("/behind/limited/{topic}/events")
        EventStream limited(@PathVariable String topic, StreamRequest request) {
            return request.heartbeat(HEARTBEAT).limit(1).subscribe(topic);
        }
    }
}
