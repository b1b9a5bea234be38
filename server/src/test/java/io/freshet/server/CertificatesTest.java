package io.freshet.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.testkit.RawSseClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {
    private static final TestKey OTHER = TestKey.make();

    @TempDir
    private Path folder;

    private Path chain;
    private Path key;
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        chain = folder.resolve("chain.pem");
        key = folder.resolve("key.pem");
        install(TestKey.KEY);
        server = TestServer.start(
                new EchoEndpoint(), settings -> settings.tls(chain, key).lookForCertificates(Duration.ofMillis(20)));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void install(TestKey installed) throws IOException {
        replace(chain, Files.readAllBytes(installed.chain()));
        replace(key, Files.readAllBytes(installed.key()));
    }

    /** At one stroke: who looks at the file meanwhile finds all of the old or all of the new. */
    private void replace(Path file, byte[] content) throws IOException {
        Path written = Files.write(folder.resolve("written"), content);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private RawSseClient connect(TestKey trusted) throws IOException {
        return RawSseClient.to(server.port(), "/").tls(trusted.clients()).open();
    }

    private boolean isTrusted(TestKey trusted) {
        try (RawSseClient client = connect(trusted)) {
            return client.head().status() == 200;
        } catch (SSLException untrusted) {
            return false;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void whoComesLaterGetsTheNewCertificateAndWhoIsThereStays() throws Exception {
        try (RawSseClient early = connect(TestKey.KEY)) {
            assertThat(isTrusted(OTHER)).isFalse();
            early.text();

            install(OTHER);

            Waiting.until("the new certificate is used", () -> isTrusted(OTHER));
            assertThat(isTrusted(TestKey.KEY)).isFalse();
            early.next(RawSseClient.to(server.port(), "/still"));
            assertThat(early.text()).isEqualTo("GET /still");
        }
    }

    @Test
    void filesThatAreOfNoUseChangeNothingAndAreToldOf() throws Exception {
        try (CapturedWarnings log = new CapturedWarnings(Certificates.class)) {
            replace(key, "nonsense".getBytes(US_ASCII));
            assertThat(log.next()).contains("stays", key.toString(), "PKCS #8");
            assertThat(isTrusted(TestKey.KEY)).isTrue();

            replace(key, Files.readAllBytes(OTHER.key()));
            assertThat(log.next()).contains("stays", "not that of the first certificate");
            assertThat(isTrusted(TestKey.KEY)).isTrue();

            Files.delete(chain);
            assertThat(log.next()).contains("stays", chain.toString());
            assertThat(isTrusted(TestKey.KEY)).isTrue();
        }
    }

    @Test
    void aServerDoesNotStartWithFilesOfNoUse() throws Exception {
        Path empty = Files.createFile(folder.resolve("empty.pem"));
        EventLoops loops = server.loops;
        assertThatThrownBy(() -> NettyServer.builder(loops, new EchoEndpoint())
                        .tls(empty, key)
                        .start())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(empty.toString())
                .hasMessageContaining("no certificate");
        assertThatThrownBy(() -> NettyServer.builder(loops, new EchoEndpoint())
                        .tls(chain, folder.resolve("missing.pem"))
                        .start())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("missing.pem");
    }

    @Test
    void whoDoesNotSpeakTlsIsCutOffAndHarmsNobody() throws Exception {
        try (RawSseClient plain = RawSseClient.to(server.port(), "/").send()) {
            assertThatThrownBy(plain::head).isInstanceOf(IOException.class);
        } catch (StringIndexOutOfBoundsException answeredInTls) {
            throw new AssertionError("a TLS alert was taken for an answer", answeredInTls);
        }
        assertThat(isTrusted(TestKey.KEY)).isTrue();
    }
}
