package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.RedisProcess;
import java.nio.file.Path;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** The jar that users run, once it is packaged: everything is in it, and nothing stands in the way of anything else. */
class RunnableJarTest {
    private static final Path JAR = Path.of(System.getProperty("freshet.jar", "target/freshet-server.jar"));

    @Test
    void runsWithNothingButItself() throws Exception {
        try (HubProcess hub = HubProcess.startJar(JAR, "--dev", "--log-level=debug")) {
            assertThat(hub.get("/").body()).contains("<title>Freshet hub</title>");
            assertThat(hub.get("/freshet.js").body()).contains("FreshetSource");
            assertThat(hub.get("/metrics").body()).contains("freshet_connections 0.0");
            try (RawSseClient stream = hub.stream("a")) {
                stream.event("connect");
                String token = DevTokens.everything(DevTokens.DEV_KEY, "publisher");
                assertThat(hub.publish(token, "topic=a&data=hello").statusCode())
                        .isEqualTo(200);
                assertThat(stream.event("message").data()).isEqualTo("hello");
                hub.terminate();
                assertThat(stream.event("close").data()).contains("shutdown");
            }
            assertThat(hub.exit()).isZero();
            assertThat(hub.output())
                    .doesNotContain("SLF4J")
                    .doesNotContain("There is no epoll")
                    .doesNotContain("Exception");
        }
    }

    @Test
    void keepsItsHistoryInRedisWithNothingButItself() throws Exception {
        try (RedisProcess redis = RedisProcess.start();
                HubProcess hub = HubProcess.startJar(JAR, "--dev", "--redis=" + redis.url());
                RawSseClient stream = hub.stream("a")) {
            stream.event("connect");
            String token = DevTokens.everything(DevTokens.DEV_KEY, "publisher");
            assertThat(hub.publish(token, "topic=a&data=hello").statusCode()).isEqualTo(200);
            assertThat(stream.event("message").data()).isEqualTo("hello");
            assertThat(hub.output()).doesNotContain("SLF4J").doesNotContain("Exception");
        }
    }

    @Test
    void knowsItsVersion() throws Exception {
        try (HubProcess hub = HubProcess.startJar(JAR, "--version")) {
            assertThat(hub.exit()).isZero();
            assertThat(hub.output()).matches("Freshet hub \\d+\\.\\d+\\.\\d+\\S*, Java .*");
        }
    }

    @Test
    void hasTheLicenseAndNoSignatureOfOthers() throws Exception {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.getEntry("META-INF/LICENSE")).isNotNull();
            assertThat(jar.stream()).noneMatch(entry -> entry.getName().matches("META-INF/.*\\.(SF|RSA|DSA)"));
            assertThat(jar.stream()).noneMatch(entry -> entry.getName().startsWith("org/junit"));
        }
    }
}
