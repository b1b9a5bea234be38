package io.freshet.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.UnixOperatingSystemMXBean;
import io.freshet.testkit.RawSseClient;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that leave the server waiting. */
class SilentClientsTest {
    /** Long enough for a client that only comes late because the machine is busy. */
    private static final Duration REQUEST = Duration.ofMillis(1500);

    private final EchoEndpoint endpoint = new EchoEndpoint();
    private TestServer server = TestServer.start(
            endpoint, settings -> settings.requestTimeout(REQUEST).idleTimeout(Duration.ofSeconds(2)));

    @AfterEach
    void close() {
        server.close();
    }

    private void assertRefusedLate(String text) throws IOException {
        try (RawSseClient client = RawSseClient.connectOnly(server.port())) {
            client.write(text);
            assertThat(client.head().status()).isEqualTo(408);
            assertThat(client.head().header("Connection")).isEqualTo("close");
        }
        Waiting.until("the connection is closed", () -> server.server.connectionCount() == 0);
    }

    private static void assertCutOff(RawSseClient client) {
        assertThatThrownBy(client::head).isInstanceOf(EOFException.class);
    }

    @Test
    void halfAHeadAndThenSilenceIsRefused() throws Exception {
        assertRefusedLate("GET / HTTP/1.1\r\nHost: ");
    }

    @Test
    void halfABodyAndThenSilenceIsRefused() throws Exception {
        assertRefusedLate("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
    }

    @Test
    void aBodyThatDripsIsRefusedWhenItsTimeIsOver() throws Exception {
        try (RawSseClient client = RawSseClient.connectOnly(server.port())) {
            long began = System.nanoTime();
            client.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
            Waiting.until("the connection is closed", () -> {
                try {
                    client.write("x");
                } catch (IOException closed) {
                    return true;
                }
                return false;
            });
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(REQUEST);
        }
    }

    @Test
    void halfAPrefaceAndThenSilenceIsCutOff() throws Exception {
        try (RawSseClient client = RawSseClient.connectOnly(server.port())) {
            client.write("PRI * HTTP");
            assertCutOff(client);
        }
    }

    @Test
    void aPrefaceAndThenSilenceIsCutOff() throws Exception {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            client.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
            client.setSoTimeout((int) Waiting.SOON.toMillis());
            assertThat(client.getInputStream().readAllBytes())
                    .as("SETTINGS, and GOAWAY")
                    .isNotEmpty();
        }
    }

    @Test
    void aConnectionThatIsKeptInVainIsClosed() throws Exception {
        try (RawSseClient client = RawSseClient.connectOnly(server.port())) {
            for (int i = 0; i < 3; i++) {
                client.next(RawSseClient.to(server.port(), "/"));
                assertThat(client.text()).isEqualTo("GET /");
            }
            client.nextResponse();
            assertCutOff(client);
        }
    }

    @Test
    void whoWaitsForAnAnswerIsNotSilent() throws Exception {
        try (RawSseClient client = RawSseClient.to(server.port(), "/later").send()) {
            Waiting.until("the request is there", () -> endpoint.waiting() == 1);
            try (RawSseClient other = RawSseClient.connectOnly(server.port())) {
                assertCutOff(other);
            }
            endpoint.answerWaiting();
            assertThat(client.text()).isEqualTo("GET /later");
        }
    }

    @Test
    void aThousandThatNeverSayAnythingLeaveNothingBehind() throws Exception {
        server.close();
        server = TestServer.start(endpoint, settings -> settings.requestTimeout(Duration.ofSeconds(3)));
        int files = openFiles();
        int clientCount = 1000;
        List<RawSseClient> clients = new ArrayList<>();
        for (int i = 0; i < clientCount; i++) {
            clients.add(RawSseClient.connectOnly(server.port()));
        }
        try (RawSseClient asking = RawSseClient.to(server.port(), "/still").open()) {
            assertThat(asking.text()).isEqualTo("GET /still");
        }
        for (RawSseClient client : clients) {
            assertCutOff(client);
            client.close();
        }
        Waiting.until("the server has let go of all", () -> server.server.connectionCount() == 0);
        // A class that is loaded meanwhile may open its jar.
        Waiting.until("all sockets are closed", () -> openFiles() < files + clientCount / 10);
    }

    private static int openFiles() {
        return (int)
                ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }
}
