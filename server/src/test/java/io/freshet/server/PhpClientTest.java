package io.freshet.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseBlock;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Mercure's clients for PHP, as Debian has them: {@code symfony/mercure} publishes, {@code symfony/http-client} subscribes. */
class PhpClientTest {
    private static final String ALL = TestTokens.subscribing("*").signed();

    private final MercureServer server = new MercureServer();

    @AfterEach
    void stop() {
        server.close();
    }

    /** Fails where PHP or a package is missing: {@code ./test} installs them. */
    private static Process php(String script, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "php",
                Path.of(PhpClientTest.class.getResource("/php/" + script).toURI())
                        .toString()));
        command.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException missing) {
            throw new AssertionError(
                    "php is missing (Debian: php-cli and php-symfony-mercure; ./test installs them)", missing);
        }
    }

    private static List<String> output(Process process) throws Exception {
        try (BufferedReader lines = process.inputReader(UTF_8)) {
            return lines.lines().toList();
        } finally {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Process publish(String token, String updates) throws Exception {
        return php("publish.php", server.url(MercureEndpoint.PATH).toString(), token, updates);
    }

    @Test
    void whatItPublishesIsDelivered() throws Exception {
        try (RawSseClient stream = server.subscribedWith(ALL, "https://example.com/books/{id}", "책")) {
            Process publisher = publish(
                    MercureServer.PUBLISHER,
                    """
                    [{"topics": ["https://example.com/books/1", "https://example.com/alternate"], "data": "{\\"a\\": \\"b & c=d+e%\\"}"},
                     {"topics": "책", "data": "두 줄\\n둘째 줄", "private": true, "id": "urn:uuid:mine", "type": "order", "retry": 1500}]
                    """);
            List<String> ids = output(publisher);
            assertThat(publisher.exitValue()).isZero();
            SseBlock first = stream.event();
            assertThat(first.data()).isEqualTo("{\"a\": \"b & c=d+e%\"}");
            SseBlock second = stream.event();
            assertThat(second.data()).isEqualTo("두 줄\n둘째 줄");
            assertThat(second.name()).isEqualTo("order");
            assertThat(second.retry()).isEqualTo(1500);
            assertThat(ids).containsExactly(first.id(), second.id());
        }
    }

    @Test
    void whatItMayNotPublishFailsThere() throws Exception {
        Process publisher = publish(TestTokens.publishing("b").signed(), "[{\"topics\": \"a\"}]");
        assertThat(output(publisher)).anyMatch(line -> line.contains("no right to publish to topic 'a'"));
        assertThat(publisher.exitValue()).isNotZero();
        assertThat(server.hub.position().sequence()).isZero();
    }

    @Test
    void itsEventSourceReceivesWhatIsPublished() throws Exception {
        Process subscriber = php(
                "subscribe.php",
                server.url(MercureServer.topics("https://example.com/books/{id}"))
                        .toString(),
                ALL,
                "2");
        try (BufferedReader lines = subscriber.inputReader(UTF_8)) {
            assertThat(lines.readLine()).isEqualTo("connected");
            String first = server.published("topic", "https://example.com/books/1", "data", "하나");
            String second = server.published(
                    "topic", "https://example.com/books/2", "data", "둘", "type", "order", "private", "on");
            assertThat(lines.readLine()).isEqualTo("[\"" + first + "\",\"message\",\"하나\"]");
            assertThat(lines.readLine()).isEqualTo("[\"" + second + "\",\"order\",\"둘\"]");
        }
        assertThat(subscriber.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(subscriber.exitValue()).isZero();
    }
}
