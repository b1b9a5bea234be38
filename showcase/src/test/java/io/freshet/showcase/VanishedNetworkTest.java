package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.HubListener;
import io.freshet.spring.EventStream;
import io.freshet.spring.StreamRequest;
import io.freshet.testkit.RunningTime;
import io.freshet.testkit.VanishingNetwork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A real browser, and then its network is not there any more and nobody says so. */
@Import(VanishedNetworkTest.PublicPage.class)
class VanishedNetworkTest extends ShowcaseTest {
    private static final Duration HEARTBEAT = Duration.ofSeconds(4);

    @TempDir
    private Path profile;

    @Test
    void aBrowserWhoseNetworkVanishedIsKnownToBeGoneWithinTwoHeartbeats() throws Exception {
        Told ends = new Told();
        hub.addListener(ends);
        try (VanishingNetwork network = new VanishingNetwork()) {
            Process unused = network.start(
                    Browser.program(),
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-dev-shm-usage",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--user-data-dir=" + profile,
                    "http://" + network.server() + ":" + port + "/assets/vanishing");
            Connection far = ends.came.poll(30, TimeUnit.SECONDS);
            assertThat(far).isNotNull();
            // Heartbeats that are answered end nothing.
            assertThat(ends.went.poll(2 * HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS))
                    .isNull();
            network.vanish();
            long vanishedAt = RunningTime.nanos();
            assertThat(ends.went.poll(30, TimeUnit.SECONDS)).isEqualTo(CloseReason.PEER_GONE);
            assertThat(RunningTime.since(vanishedAt)).isLessThan(HEARTBEAT.multipliedBy(2));
            assertThat(hub.connections(far.subscriber().owner())).isEmpty();
        }
    }

    /** What the hub tells of the one stream that nobody else asks for. */
    private static final class Told implements HubListener {
        private final BlockingQueue<Connection> came = new LinkedBlockingQueue<>();
        private final BlockingQueue<CloseReason> went = new LinkedBlockingQueue<>();

        @Override
        public void connected(Connection connection) {
            if (isOurs(connection)) {
                came.add(connection);
            }
        }

        @Override
        public void ended(Connection connection, CloseReason reason) {
            if (isOurs(connection)) {
                went.add(reason);
            }
        }

        private static boolean isOurs(Connection connection) {
            return connection.request().stream().path().contains("/vanishing/");
        }
    }

    /** For whoever has not signed in. */
    @TestConfiguration(proxyBeanMethods = false)
    @RestController
    static class PublicPage {
        @GetMapping(path = "/assets/vanishing", produces = MediaType.TEXT_HTML_VALUE)
        String page() {
            return "<!doctype html><title>vanishing</title><script src=/assets/vanishing.js></script>";
        }

        @GetMapping(path = "/assets/vanishing.js", produces = "text/javascript")
        String script() {
            return "new EventSource('/assets/vanishing/events');";
        }

        @GetMapping("/assets/vanishing/events")
        EventStream events(StreamRequest request) {
            return request.heartbeat(HEARTBEAT).subscribe("vanishing");
        }
    }
}
