package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RawSseClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./run cluster} starts, with the showcase's jar once it is packaged. */
class ClusterScriptTest {
    private static final Path JAR = Path.of(System.getProperty("freshet.jar", "target/freshet-showcase.jar"));
    private static final Duration SOON = Duration.ofSeconds(120);
    private static final int TERMINATED = 128 + 15;

    @TempDir
    private Path folder;

    @Test
    void whatIsSentToOneNodeIsSeenThroughNginxAndNothingIsLeftOfIt() throws Exception {
        Path output = folder.resolve("output");
        ProcessBuilder command = new ProcessBuilder(
                        "../scripts/cluster.sh",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        JAR.toAbsolutePath().toString(),
                        "0")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        // They do not live long enough to gain by more.
        command.environment().put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");
        Process script = command.start();
        List<ProcessHandle> started = new ArrayList<>();
        try {
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> !script.isAlive()
                            || said(output, "(?m)^Freshet showcase ready: .*:(\\d+)$")
                                    .find());
            started.addAll(script.descendants().toList());

            int nginx = port(output, "(?m)^Freshet showcase ready: http://localhost:(\\d+)$");
            try (RawSseClient stream = new Caller(nginx, "ann")
                    .stream("/share-links/script/events?subscriber=S").open()) {
                stream.event("connect");
                // One of them has the stream, and the other one has not.
                for (String node : List.of("node-1", "node-2")) {
                    new Caller(port(output, "(?m)^" + node + ": http://localhost:(\\d+) "), "bob")
                            .create("/share-links/script/reactions", Map.of("emoji", "❄️"));
                    assertThat(stream.event("reaction").data()).contains("❄️");
                }
            }

            script.destroy();
            assertThat(script.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(script.exitValue()).isEqualTo(TERMINATED);
            assertThat(started).hasSizeGreaterThanOrEqualTo(5).noneMatch(ProcessHandle::isAlive);
            Matcher logs = said(output, "(?m)^What they say goes to (.*)\\.$");
            assertThat(logs.find()).isTrue();
            assertThat(Path.of(logs.group(1))).doesNotExist();
        } finally {
            script.destroyForcibly();
            started.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static Matcher said(Path output, String pattern) throws IOException {
        return Pattern.compile(pattern).matcher(Files.readString(output));
    }

    private static int port(Path output, String pattern) throws IOException {
        Matcher matcher = said(output, pattern);
        assertThat(matcher.find())
                .as("'%s' in what it said: %s", pattern, Files.readString(output))
                .isTrue();
        return Integer.parseInt(matcher.group(1));
    }
}
