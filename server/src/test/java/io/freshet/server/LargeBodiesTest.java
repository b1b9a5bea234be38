package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RawSseClient;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LargeBodiesTest {
    private static final int PIECE = 64 * 1024;

    private final TestServer server = TestServer.start(new EchoEndpoint());

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aBodyOfTheGreatestLengthIsTaken() throws Exception {
        try (RawSseClient client = RawSseClient.connectOnly(server.port())) {
            String body = "x".repeat(1 << 20);
            client.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            assertThat(client.head().status()).isEqualTo(200);
            assertThat(client.text()).hasSize("POST / ".length() + body.length());
        }
    }

    @Test
    void whoHasSaidAllStillGetsAllOfALongAnswer() throws Exception {
        try (RawSseClient client = RawSseClient.connectOnly(server.port())) {
            String body = "x".repeat(1 << 20);
            client.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            client.finish();
            assertThat(client.head().status()).isEqualTo(200);
            assertThat(client.text()).hasSize("POST / ".length() + body.length());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {(1 << 20) + 1, 100 << 20})
    void aBodyThatIsTooLongIsRefusedAndNotRead(int length) throws Exception {
        assertThat(sent("Content-Length: " + length + "\r\n\r\n", "x".repeat(PIECE), length))
                .as("bytes that the server let come")
                .isLessThan(20 << 20);
    }

    @Test
    void chunksWithoutEndAreRefusedAndNotRead() throws Exception {
        String chunk = Integer.toHexString(PIECE) + "\r\n" + "x".repeat(PIECE) + "\r\n";
        assertThat(sent("Transfer-Encoding: chunked\r\n\r\n", chunk, 100 << 20))
                .as("bytes that the server let come")
                .isLessThan(20 << 20);
    }

    @Test
    void bodiesThatAreTooMuchTogetherAreRefusedAndTheOthersGoOn() throws Exception {
        try (TestServer small = TestServer.start(new EchoEndpoint(), settings -> settings.maxBodyBytesInAll(10_000));
                RawSseClient first = RawSseClient.connectOnly(small.port());
                RawSseClient second = RawSseClient.connectOnly(small.port())) {
            String head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8000\r\n\r\n";
            first.write(head + "x".repeat(7999));
            Waiting.until(
                    "the first has come but for its end",
                    () -> small.server.bodies().bytesInAll() == 7999);
            second.write(head + "y".repeat(8000));
            assertThat(second.head().status()).isEqualTo(503);

            first.write("x");
            assertThat(first.text()).isEqualTo("POST / " + "x".repeat(8000));
            try (RawSseClient third = RawSseClient.connectOnly(small.port())) {
                third.write(head + "z".repeat(8000));
                assertThat(third.text()).isEqualTo("POST / " + "z".repeat(8000));
            }
        }
    }

    /** Sends a body in pieces until all is sent or nothing more is taken, and says how much. */
    private int sent(String head, String piece, int length) throws IOException {
        int sent = 0;
        try (RawSseClient client = RawSseClient.connectOnly(server.port())) {
            client.write("POST / HTTP/1.1\r\nHost: a\r\n" + head);
            try {
                while (sent < length) {
                    client.write(piece);
                    sent += piece.length();
                }
            } catch (IOException closed) {
                assertThat(closed).hasMessageMatching("Broken pipe|Connection reset.*");
            }
            assertThat(client.head().status()).isEqualTo(413);
        }
        return sent;
    }
}
