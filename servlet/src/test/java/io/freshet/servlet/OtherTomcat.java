package io.freshet.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.Event;
import io.freshet.Hub;
import io.freshet.testkit.RawSseClient;
import java.io.IOException;
import java.time.Duration;
import org.apache.catalina.util.ServerInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Streams on a Tomcat that is not among those which are accelerated by themselves. The build runs what extends this with such a
 * Tomcat, and with no other.
 */
abstract class OtherTomcat {
    private final Hub hub = Hub.builder().heartbeat(Duration.ofMinutes(1)).build();
    private final CapturedLog objections = CapturedLog.ofObjections();

    @AfterEach
    void close() {
        hub.close();
        objections.close();
    }

    TestContainer start(Acceleration acceleration) throws Exception {
        return TestContainer.startTomcat(
                new TestContainer.Settings(new StreamServlet(new ServletTransports(hub, acceleration))),
                connector -> {});
    }

    /** Opens two streams that get an event, and looks at who carries them. */
    void assertStreamsAreAccelerated(boolean accelerated, TestContainer server) throws IOException {
        for (int i = 0; i < 2; i++) {
            try (RawSseClient client =
                    RawSseClient.to(server.port(), "/events?owner=" + i).open()) {
                client.event("connect");
                hub.publish("news", Event.of("news", "event " + i));
                assertThat(client.event("news").data()).isEqualTo("event " + i);
                assertThat(client.head().header("Connection")).isEqualTo(accelerated ? "close" : null);
            }
        }
    }

    void assertToldOnce(String reason) throws InterruptedException {
        assertThat(objections.next())
                .startsWith("Streams are carried by the portable transport where")
                .contains(reason);
        assertThat(objections.rest()).isEmpty();
    }

    void assertNothingTold() {
        assertThat(objections.rest()).isEmpty();
    }

    @Test
    void theTomcatIsTheOneThatThisRunIsFor() {
        assertThat(ServerInfo.getServerNumber()).isEqualTo(System.getProperty("freshet.tomcat") + ".0");
    }

    @Test
    void byItselfItIsNotAccelerated() throws Exception {
        try (TestContainer server = start(Acceleration.AUTO)) {
            assertStreamsAreAccelerated(false, server);
            assertToldOnce("version " + ServerInfo.getServerNumber() + " is not among those tested, Tomcat 11.0.14");
        }
    }
}
