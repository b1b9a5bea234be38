package io.freshet.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.testkit.RedisProcess;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    @Test
    void theLogIsReachedOverTls(@TempDir Path folder) throws IOException {
        Path key = folder.resolve("key.pem");
        Path certificate = folder.resolve("certificate.pem");
        Process openssl = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:prime256v1",
                        "-nodes",
                        "-subj",
                        "/CN=localhost",
                        "-addext",
                        "subjectAltName=IP:127.0.0.1",
                        "-keyout",
                        key.toString(),
                        "-out",
                        certificate.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(openssl.getInputStream().readAllBytes(), UTF_8);
        assertThat(certificate).as(said).exists();
        try (RedisProcess redis = RedisProcess.startWithTls(certificate, key)) {
            RedisURI uri = RedisURI.create("rediss://127.0.0.1:" + redis.port());
            SslOptions trusting =
                    SslOptions.builder().trustManager(certificate.toFile()).build();
            try (Node node = new Node(RedisEventLog.at(uri).ssl(trusting))) {
                Reader reader = node.reader();
                node.published("1");
                reader.waitFor("1");
            }
            assertThatThrownBy(() -> RedisEventLog.at(uri).open())
                    .as("a certificate that nobody trusts")
                    .isInstanceOf(RedisLogException.class);
        }
    }
}
