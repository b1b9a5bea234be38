package io.freshet.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.Event;
import io.freshet.Hub;
import io.freshet.Owner;
import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseClient;
import java.io.IOException;
import java.time.Duration;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tomcat's access log knows nothing of a stream once its socket is taken over; this is said of it instead, when it ends. */
@Timeout(60)
class AccessLineTest {
    private final CapturedLog access = new CapturedLog("io.freshet.access", Level.FINE);
    private final Hub hub = Hub.builder()
            .heartbeat(Duration.ofMinutes(1))
            .stall(Duration.ofMillis(200))
            .outbox(100_000, 1 << 30)
            .build();
    private TestContainer server;

    @BeforeEach
    void start() throws Exception {
        server = TestContainer.startTomcat(
                new TestContainer.Settings(new StreamServlet(new ServletTransports(hub))), connector -> {});
    }

    @AfterEach
    void close() throws Exception {
        hub.close();
        server.close();
        access.close();
    }

    private RawSseClient open(String query) throws IOException {
        RawSseClient client =
                RawSseClient.to(server.port(), "/events?owner=ann" + query).open();
        client.event("connect");
        return client;
    }

    private void assertOneLine(String connection, CloseReason reason) throws InterruptedException {
        assertThat(access.next())
                .matches(connection.substring(0, 6) + "\\.\\.\\. of .*ann.* [1-9]\\d* bytes in \\d+ ms, " + reason);
        assertThat(access.rest()).isEmpty();
    }

    private String onlyConnection() {
        return hub.connections(Owner.of("ann")).get(0).id();
    }

    @Test
    void ofAPeerThatClosed() throws Exception {
        RawSseClient client = open("");
        String connection = onlyConnection();
        client.close();
        assertOneLine(connection, CloseReason.PEER_GONE);
    }

    @Test
    void ofAPeerThatResetWhileItWasWrittenTo() throws Exception {
        RawSseClient client = open("");
        String connection = onlyConnection();
        client.reset();
        hub.publish("news", Event.of("news", "x".repeat(100_000)));
        assertOneLine(connection, CloseReason.PEER_GONE);
    }

    @Test
    void ofAStreamThatWeEnded() throws Exception {
        try (RawSseClient client = open("")) {
            String connection = onlyConnection();
            hub.close(Owner.of("ann"), CloseReason.RIGHT_ENDED);
            client.rest();
            assertOneLine(connection, CloseReason.RIGHT_ENDED);
        }
    }

    @Test
    void ofAStreamThatANewerOneReplaced() throws Exception {
        try (RawSseClient older = open("&subscriber=tab-1")) {
            String connection = onlyConnection();
            try (RawSseClient newer = open("&subscriber=tab-1")) {
                older.event("close");
                assertOneLine(connection, CloseReason.REPLACED);
            }
        }
    }

    @Test
    void ofAReaderThatStalled() throws Exception {
        SseClient.Request request =
                RawSseClient.to(server.port(), "/events?owner=ann").receiveBuffer(4096);
        try (SseClient stalled = request.open()) {
            stalled.event("connect");
            String connection = onlyConnection();
            for (int i = 0; i < 500; i++) {
                hub.publish("news", Event.of("news", "x".repeat(16 * 1024)));
            }
            assertOneLine(connection, CloseReason.STALLED);
        }
    }
}
