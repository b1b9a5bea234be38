package io.freshet.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

class RawSseClientTest {

    @Test
    void readsBlocksThatAreSpreadOverChunks() throws Exception {
        String response = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + chunk("retry: 5\nid: 7\nevent: 소")
                + chunk("식\ndata: one\ndata:two\n: a comment\n\n:\n")
                + chunk("\n")
                + "0\r\n\r\n";
        try (RawSseClient client = answeredWith(response, true)) {
            assertThat(client.head().status()).isEqualTo(200);
            assertThat(client.block())
                    .isEqualTo(new SseBlock("7", "소식", List.of("one", "two"), 5L, List.of("a comment")));
            assertThat(client.block()).isEqualTo(new SseBlock(null, null, List.of(), null, List.of("")));
            assertThat(client.block()).isNull();
        }
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.getBytes(UTF_8).length) + "\r\n" + text + "\r\n";
    }

    @Test
    void readsABodyThatEndsWithItsConnection() throws Exception {
        try (RawSseClient client =
                answeredWith("HTTP/1.0 200 OK\r\nX-Name: one\r\nx-name: two\r\n\r\ndata: 1\n\n", true)) {
            assertThat(client.head().header("X-NAME")).isEqualTo("one, two");
            assertThat(client.rest()).singleElement().matches(SseBlock::isEvent);
        }
    }

    @Test
    void readsNoFurtherThanTheLengthThatWasAnnounced() throws Exception {
        try (RawSseClient client =
                answeredWith("HTTP/1.1 429 Too Many\r\nContent-Length: 9\r\n\r\ndata: 1\n\nHTTP/1.1 200 OK", false)) {
            assertThat(client.text()).isEqualTo("data: 1\n\n");
        }
    }

    @Test
    void aResponseThatIsCutOffIsAnError() throws Exception {
        String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        try (RawSseClient client = answeredWith(head + chunk("data: 1\n\n"), true)) {
            client.block();
            assertThatThrownBy(client::block).isInstanceOf(EOFException.class);
        }
        try (RawSseClient client = answeredWith(head + "9\r\ndata: ", true)) {
            assertThatThrownBy(client::block).isInstanceOf(EOFException.class);
        }
        try (RawSseClient client = answeredWith("HTTP/1.1 200 OK\r\n\r\ndata: 1\n", true)) {
            assertThatThrownBy(client::block).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void asksOverTlsWhoeverHasTheKeyThatIsTrusted() throws Exception {
        LocalhostKey key = LocalhostKey.make();
        String response = "HTTP/1.1 200 OK\r\n\r\ndata: 1\n\n";
        try (ServerSocket server = serverWith(key)) {
            CompletableFuture<Void> answered = answer(server, response, true);
            try (RawSseClient client = RawSseClient.to(server.getLocalPort(), "/")
                    .tls(key.clients())
                    .open()) {
                assertThat(client.rest()).singleElement().matches(SseBlock::isEvent);
            }
            assertThat(answered).succeedsWithin(Duration.ofSeconds(10));
        }
        try (ServerSocket server = serverWith(LocalhostKey.make())) {
            CompletableFuture<Void> refused = answer(server, response, true);
            RawSseClient.Request request =
                    RawSseClient.to(server.getLocalPort(), "/").tls(key.clients());
            assertThatThrownBy(request::open).isInstanceOf(SSLException.class);
            assertThat(refused).failsWithin(Duration.ofSeconds(10));
        }
    }

    private static ServerSocket serverWith(LocalhostKey key) throws Exception {
        KeyStore keys =
                KeyStore.getInstance(key.keyStore().toFile(), key.password().toCharArray());
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, key.password().toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context.getServerSocketFactory().createServerSocket(0);
    }

    @Test
    void doesNotWaitForEver() throws Exception {
        try (RawSseClient client = answeredWith("HTTP/1.1 200 OK\r\n\r\ndata: 1\n", false)) {
            assertThatThrownBy(() -> client.block(Duration.ofMillis(20))).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void aLineThatNoEventStreamHasIsAnError() throws Exception {
        try (RawSseClient client = answeredWith("HTTP/1.1 200 OK\r\n\r\n<html>\n\n", false)) {
            assertThatThrownBy(client::block).hasMessageContaining("<html>");
        }
    }

    /** A client whose server answers one request with these characters. */
    private static RawSseClient answeredWith(String response, boolean thenClose) throws IOException {
        try (ServerSocket server = new ServerSocket(0)) {
            CompletableFuture<Void> unused = answer(server, response, thenClose);
            RawSseClient client = RawSseClient.to(server.getLocalPort(), "/").send();
            client.head();
            return client;
        }
    }

    private static CompletableFuture<Void> answer(ServerSocket server, String response, boolean thenClose) {
        return CompletableFuture.runAsync(() -> {
            try {
                Socket socket = server.accept();
                while (socket.getInputStream().read() != '\n') {}
                socket.getOutputStream().write(response.getBytes(UTF_8));
                if (thenClose) {
                    socket.shutdownOutput();
                }
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }
}
