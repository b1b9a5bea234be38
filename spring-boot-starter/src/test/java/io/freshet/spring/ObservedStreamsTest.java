package io.freshet.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.Hub;
import io.freshet.Owner;
import io.freshet.testkit.RawSseClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.server.observation.ServerRequestObservationContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What headers, metrics, traces and logs say of a stream whose socket is taken over from Tomcat. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        classes = {TestApplication.class, StreamOnTomcatTest.Server.class, ObservedStreamsTest.Tracing.class},
        properties = {
            "server.tomcat.accesslog.enabled=true",
            "server.tomcat.accesslog.buffered=false",
            "server.tomcat.accesslog.pattern=%m %U %s",
            "logging.level.io.freshet.access=debug"
        })
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class ObservedStreamsTest {
    @TempDir
    static Path logs;

    @DynamicPropertySource
    static void intoTheFolder(DynamicPropertyRegistry settings) {
        settings.add("server.tomcat.accesslog.directory", () -> logs.toString());
    }

    /** What a tracer would be told; it has a span for each. */
    static class Tracing implements ObservationHandler<ServerRequestObservationContext> {
        private final Queue<String> stopped = new ConcurrentLinkedQueue<>();

        @Override
        public boolean supportsContext(Observation.Context context) {
            return context instanceof ServerRequestObservationContext;
        }

        @Override
        public void onStop(ServerRequestObservationContext context) {
            stopped.add(
                    context.getContextualName() + " " + context.getResponse().getStatus());
        }
    }

    @LocalServerPort
    int port;

    @Autowired
    Hub hub;

    @Autowired
    MeterRegistry meters;

    @Autowired
    Tracing tracing;

    private final List<RawSseClient> open = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (RawSseClient client : open) {
            client.close();
        }
    }

    private RawSseClient open(String target) throws IOException {
        RawSseClient client = RawSseClient.to(port, target)
                .header("Authorization", StreamTest.basic("ann"))
                .open();
        open.add(client);
        client.event("connect");
        return client;
    }

    private long measured(String template) {
        return meters
                .find("http.server.requests")
                .tags("uri", template, "method", "GET", "status", "200", "outcome", "SUCCESS")
                .timers()
                .stream()
                .mapToLong(Timer::count)
                .sum();
    }

    private static List<String> accessLog(String path) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(logs)) {
            for (Path file : files.toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines.stream().filter(line -> line.contains(path)).toList();
    }

    private static List<String> lines(CapturedOutput output, String containing) {
        return output.toString()
                .lines()
                .filter(line -> line.contains(containing))
                .toList();
    }

    /** What Freshet says of streams that have ended. */
    private static List<String> ends(CapturedOutput output, String path) {
        return lines(output, "io.freshet.access").stream()
                .filter(line -> line.contains("stream=" + path))
                .toList();
    }

    private String connectionOf(String path) {
        return hub.connections(Owner.of("ann")).stream()
                .filter(each -> each.subscriber().stream().equals(path))
                .findAny()
                .orElseThrow()
                .id();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    @Test
    void aStreamIsObservedWhenItsSocketIsTakenOverAndAgainWhenItEnds(CapturedOutput output) throws Exception {
        RawSseClient client = open("/notes/observed/events");

        assertThat(client.head().header("Connection")).as("taken over").isEqualTo("close");
        assertThat(client.head().header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(client.head().header("X-Frame-Options")).isEqualTo("DENY");
        assertObservedOnce("/notes/{topic}/events", "/notes/observed/events");
        assertThat(ends(output, "/notes/observed/events")).isEmpty();

        String connection = connectionOf("/notes/observed/events");
        client.close();

        await(() -> !ends(output, "/notes/observed/events").isEmpty());
        assertThat(ends(output, "/notes/observed/events"))
                .singleElement()
                .asString()
                .contains("DEBUG")
                .containsPattern(
                        connection.substring(0, 6) + "\\.\\.\\. of .*ann.* [1-9]\\d* bytes in \\d+ ms, peer-gone$");
        assertObservedOnce("/notes/{topic}/events", "/notes/observed/events");
    }

    @Test
    void oneThatHadToWaitForItsPlaceIsToo(CapturedOutput output) throws Exception {
        open("/limited/observed/events?subscriber=tab-1");
        open("/limited/observed/events?subscriber=tab-2");
        hub.close(Owner.of("ann"), CloseReason.GOODBYE);
        await(() -> ends(output, "/limited/observed/events").size() == 2);
        assertThat(ends(output, "/limited/observed/events")).allMatch(line -> line.endsWith(", goodbye"));
        long before = measured("/limited/{link}/events");

        RawSseClient waited = open("/limited/observed/events?subscriber=tab-3");

        assertThat(waited.head().header("Transfer-Encoding")).as("it waited").isEqualTo("chunked");
        assertThat(waited.head().header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(measured("/limited/{link}/events")).isEqualTo(before + 1);
        assertThat(accessLog("/limited/")).hasSize(3).allMatch(line -> line.endsWith(" 200"));

        hub.close(Owner.of("ann"), CloseReason.CLOSED);
        waited.rest();
        await(() -> ends(output, "/limited/observed/events").size() == 3);
        assertThat(ends(output, "/limited/observed/events")).last().asString().endsWith(", closed");
        assertThat(measured("/limited/{link}/events")).isEqualTo(before + 1);
        assertThat(accessLog("/limited/")).hasSize(3);
    }

    @Test
    void whyAStreamIsNotTakenOverIsSaidOnce(CapturedOutput output) throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(open("/tagged/events?subscriber=" + i).head().header("Connection"))
                    .isNull();
        }
        assertThat(lines(output, "Streams are carried by the portable transport"))
                .singleElement()
                .asString()
                .contains("INFO", "a response is wrapped by", "ContentCachingResponseWrapper", "see the body");
    }

    private void assertObservedOnce(String template, String path) throws IOException {
        assertThat(measured(template)).isOne();
        assertThat(tracing.stopped.stream().filter(each -> each.contains(template)))
                .containsExactly("http get " + template + " 200");
        assertThat(accessLog(path)).containsExactly("GET " + path + " 200");
    }
}
