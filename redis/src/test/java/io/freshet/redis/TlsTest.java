package io.freshet.redis;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.testkit.LocalhostKey;
import io.freshet.testkit.RedisProcess;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import org.junit.jupiter.api.Test;

class TlsTest {
    @Test
    void theLogIsReachedOverTls() throws Exception {
        LocalhostKey key = LocalhostKey.make();
        try (RedisProcess redis = RedisProcess.startWithTls(key)) {
            RedisURI uri = RedisURI.create("rediss://127.0.0.1:" + redis.port());
            SslOptions trusting = SslOptions.builder()
                    .trustManager(key.certificatePem().toFile())
                    .build();
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
