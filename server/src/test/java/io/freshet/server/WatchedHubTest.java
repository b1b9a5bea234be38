package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.freshet.testkit.RawSseClient;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What those see who watch the program: health, metrics, the log. */
class WatchedHubTest {
    private static final String TOKEN = DevTokens.everything(DevTokens.DEV_KEY, "publisher");

    /** The value of a line of the metrics. */
    private static double metric(HubProcess hub, String name) throws Exception {
        return hub.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    private static void awaitMetric(HubProcess hub, String name, double value) throws Exception {
        long end = System.nanoTime() + 30_000_000_000L;
        while (metric(hub, name) != value) {
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        name + " is not " + value + ":\n" + hub.get("/metrics").body());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Test
    void healthIsReadByGetAndHead() throws Exception {
        try (HubProcess hub = HubProcess.start("--dev")) {
            for (String path : new String[] {"/healthz", "/readyz"}) {
                assertThat(hub.get(path).statusCode()).isEqualTo(200);
                assertThat(hub.get(path).headers().firstValue("Cache-Control")).contains("no-store");
                URI uri = URI.create(hub.url() + path);
                assertThat(hub.send(HttpRequest.newBuilder(uri).method("HEAD", HttpRequest.BodyPublishers.noBody()))
                                .statusCode())
                        .isEqualTo(200);
                HttpResponse<String> posted =
                        hub.send(HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.noBody()));
                assertThat(posted.statusCode()).isEqualTo(405);
                assertThat(posted.headers().firstValue("Allow")).contains("GET, HEAD");
            }
        }
    }

    @Test
    void metricsCountWhatHappens() throws Exception {
        try (HubProcess hub = HubProcess.start("--dev", "--max-streams-per-address=2")) {
            assertThat(hub.get("/metrics").headers().firstValue("Content-Type").orElse(""))
                    .startsWith("text/plain");
            try (RawSseClient first = hub.stream("a")) {
                RawSseClient second = hub.stream("a");
                first.event("connect");
                second.event("connect");
                awaitMetric(hub, "freshet_connections", 2);
                awaitMetric(hub, "freshet_connections_begun_total", 2);
                assertThat(hub.publish(TOKEN, "topic=a&data=1").statusCode()).isEqualTo(200);
                first.event("message");
                awaitMetric(hub, "freshet_publish_seconds_count{outcome=\"published\"}", 1);
                assertThat(metric(hub, "freshet_events_total")).isPositive();
                assertThat(metric(hub, "freshet_sent_bytes_total")).isPositive();
                awaitMetric(hub, "freshet_lag", 0);

                try (RawSseClient third = hub.stream("a")) {
                    assertThat(third.head().status()).isEqualTo(429);
                }
                awaitMetric(hub, "freshet_connections_refused_total{reason=\"limit\"}", 1);
                assertThat(hub.publish("nonsense", "topic=a").statusCode()).isEqualTo(401);
                awaitMetric(hub, "freshet_publish_seconds_count{outcome=\"unauthenticated\"}", 1);

                second.close();
                awaitMetric(hub, "freshet_connections_ended_total{reason=\"peer-gone\"}", 1);
                awaitMetric(hub, "freshet_connections", 1);
            }
            assertThat(hub.get("/metrics").body())
                    .contains("jvm_memory_used_bytes", "jvm_gc_", "process_files_open_files", "process_uptime_seconds");
        }
    }

    @Test
    void metricsMayBeOffOrHaveAPortOfTheirOwn() throws Exception {
        try (HubProcess hub = HubProcess.start("--dev", "--metrics=off")) {
            assertThat(hub.get("/metrics").statusCode()).isEqualTo(404);
        }
        try (HubProcess hub = HubProcess.start("--dev", "--metrics=0")) {
            int own = metricsPort(hub);
            assertThat(hub.get("/metrics").statusCode()).isEqualTo(404);
            assertThat(hub.get(own, "/metrics").body()).contains("freshet_connections 0.0");
            assertThat(hub.get(own, "/readyz").statusCode()).isEqualTo(200);
            assertThat(hub.get(own, "/").statusCode()).isEqualTo(404);
        }
    }

    private static int metricsPort(HubProcess hub) throws Exception {
        String told = "Metrics are at ";
        String line = hub.await(each -> each.contains(told));
        return URI.create(line.substring(line.indexOf(told) + told.length())).getPort();
    }

    @Test
    void nobodyHasTheMetricsUnlessTheHubIsToldTo() throws Exception {
        try (HubProcess hub = HubProcess.start("--key=" + GivenSettings.KEY)) {
            assertThat(hub.get("/metrics").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aPublisherWhoIsTooQuickIsToldToWait() throws Exception {
        try (HubProcess hub = HubProcess.start("--dev", "--publish-rate=1/s")) {
            HttpResponse<String> answer = hub.publish(TOKEN, "topic=a");
            assertThat(answer.statusCode()).isEqualTo(200);
            // The second is too quick, unless the machine is so slow that a second has passed.
            for (int i = 0; i < 20 && answer.statusCode() == 200; i++) {
                answer = hub.publish(TOKEN, "topic=a");
            }
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.headers().firstValue("Retry-After")).contains("1");
            assertThat(hub.publish(DevTokens.everything(DevTokens.DEV_KEY, "another"), "topic=a")
                            .statusCode())
                    .as("another publisher")
                    .isEqualTo(200);
        }
    }

    @Test
    void whatIsTooLargeIsRefused() throws Exception {
        try (HubProcess hub = HubProcess.start("--dev", "--max-publish-size=1KB")) {
            assertThat(hub.publish(TOKEN, "topic=a&data=" + "x".repeat(900)).statusCode())
                    .isEqualTo(200);
            assertThat(hub.publish(TOKEN, "topic=a&data=" + "x".repeat(1100)).statusCode())
                    .isEqualTo(413);
        }
    }

    @Test
    void aLogForProgramsIsAnObjectALine() throws Exception {
        try (HubProcess hub = HubProcess.start(
                Map.of("PORT", "0", "FRESHET_LOG_FORMAT", "json", "FRESHET_NONSENSE", "a \"quoted\"\\ text"),
                "--dev")) {
            hub.url();
            hub.terminate();
            assertThat(hub.exit()).isZero();
            assertThat(hub.lines()).hasSizeGreaterThan(4).allSatisfy(line -> {
                Map<String, Object> object = JSONObjectUtils.parse(line);
                assertThat(object).containsKeys("timestamp", "level", "loggerName", "threadName", "formattedMessage");
            });
            Map<String, Object> ready = JSONObjectUtils.parse(hub.await(line -> line.contains(HubProcess.READY)));
            assertThat(ready.get("formattedMessage")).isEqualTo(HubProcess.READY + hub.url());
        }
    }

    /** At the level that tells most, with everything that can go wrong with a token. */
    @Test
    void noTokenAndNoCookieIsLogged() throws Exception {
        try (HubProcess hub = HubProcess.start("--dev", "--log-level=trace", "--log-format=json")) {
            String valid = DevTokens.everything(DevTokens.DEV_KEY, "somebody");
            String forged = DevTokens.everything("another key of thirty-two bytes!", "somebody");
            String path = MercureEndpoint.PATH + "?topic=a";
            for (String token : new String[] {valid, forged, "no.token.atall", "s3cr3t-w0rd"}) {
                hub.publish(token, "topic=a&data=1");
                hub.publish(token, "topic=a&retry=soon");
                try (RawSseClient byHeader = RawSseClient.to(hub.port(), path)
                                .header("Authorization", "Bearer " + token)
                                .open();
                        RawSseClient byCookie = RawSseClient.to(hub.port(), path)
                                .header("Cookie", "mercureAuthorization=" + token)
                                .open();
                        RawSseClient byParameter = RawSseClient.to(hub.port(), path + "&authorization=" + token)
                                .open();
                        RawSseClient malformed = RawSseClient.to(hub.port(), path + "&authorization=" + token + "&%zz")
                                .open()) {
                    assertThat(byHeader.head().status()).isEqualTo(token.equals(valid) ? 200 : 401);
                    assertThat(byCookie.head().status()).isEqualTo(token.equals(valid) ? 200 : 401);
                    assertThat(byParameter.head().status()).isEqualTo(token.equals(valid) ? 200 : 401);
                    assertThat(malformed.head().status()).isEqualTo(400);
                }
            }
            hub.terminate();
            assertThat(hub.exit()).isZero();
            assertThat(hub.output())
                    .contains("DEBUG")
                    .doesNotContain(valid.substring(valid.lastIndexOf('.')))
                    .doesNotContain(forged.substring(forged.lastIndexOf('.')))
                    .doesNotContain(valid.substring(0, 40))
                    .doesNotContain("no.token.atall")
                    .doesNotContain("s3cr3t-w0rd")
                    .doesNotContain("mercureAuthorization=");
        }
    }
}
