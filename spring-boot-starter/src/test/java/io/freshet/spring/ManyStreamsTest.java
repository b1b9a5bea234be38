package io.freshet.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole crowd of streams on one connector, and ordinary requests beside them. There are 900 streams, or what
 * {@code -Dfreshet.streams=9000} says; Tomcat's limit of connections, where it is set, is in proportion.
 */
class ManyStreamsTest {
    private static final System.Logger LOG = System.getLogger(ManyStreamsTest.class.getName());

    private static final int STREAMS = Integer.getInteger("freshet.streams", 900);
    private static final int CONNECTIONS = (int) (8192L * STREAMS / 9000);
    private static final int REQUESTS = 50;
    private static final int SECOND = 1000;

    /** Less than the five minutes between two heartbeats. */
    private static final Duration NOTICED = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void whereNothingWasSetAllOpen() throws Exception {
        try (Server server = new Server(folder, "--freshet.heartbeat=5m");
                Crowd crowd = server.crowd()) {
            crowd.ask(STREAMS);
            assertThat(crowd.streams()).isEqualTo(STREAMS);
            server.answersOthersBeside(crowd);
            crowd.leave(STREAMS / 10);
            server.noticesWithoutWriting(crowd);
        }
    }

    @Test
    void whereTomcatAcceptsFewerTheSurplusIsRefused() throws Exception {
        try (Server server = new Server(folder, "--server.tomcat.max-connections=" + CONNECTIONS);
                Crowd crowd = server.crowd()) {
            crowd.ask(STREAMS);
            assertThat(crowd.streams())
                    .isEqualTo(Reserve.streamsOn(CONNECTIONS))
                    .isLessThan(STREAMS);
            assertThat(crowd.refusals())
                    .hasSize(STREAMS - crowd.streams())
                    .allMatch(answer -> answer.startsWith("http/1.1 503") && answer.contains("\r\nretry-after: "));
            server.answersOthersBeside(crowd);
        }
    }

    /** The application in its own process, and what is asked of it. */
    private static final class Server implements AutoCloseable {
        private static final int STOP_SECONDS = 20;

        private final Process process;
        private final InetSocketAddress address;

        Server(Path folder, String... settings) throws IOException {
            File log = folder.resolve("server.log").toFile();
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx2g",
                    "-cp",
                    System.getProperty("java.class.path"),
                    ManyStreamsServer.class.getName(),
                    "--logging.file.name=" + log));
            command.addAll(List.of(settings));
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
            String line = output.readLine();
            while (line != null && !line.startsWith("port ")) {
                line = output.readLine();
            }
            if (line == null) {
                throw new IOException("the server did not start");
            }
            address = new InetSocketAddress("127.0.0.1", Integer.parseInt(line.substring("port ".length())));
        }

        Crowd crowd() throws IOException {
            return new Crowd(address, "/public/a/events");
        }

        /** Each request has a connection of its own, as those of strangers have. */
        void answersOthersBeside(Crowd crowd) throws IOException {
            long longest = 0;
            for (int i = 0; i < REQUESTS; i++) {
                long before = System.nanoTime();
                assertThat(get("/public/health")).isEqualTo("{\"streams\":" + crowd.streams() + "}");
                assertThat(get("/plain?page=" + i)).isEqualTo("{\"page\":\"" + i + "\"}");
                longest = Math.max(longest, System.nanoTime() - before);
            }
            LOG.log(
                    System.Logger.Level.INFO,
                    "{0} streams open, {1} refused; beside them a health check and a request took {2} ms at most",
                    crowd.streams(),
                    crowd.refusals().size(),
                    TimeUnit.NANOSECONDS.toMillis(longest));
        }

        /** Only what is accelerated does, on every one of its streams: the first heartbeat comes later. */
        void noticesWithoutWriting(Crowd crowd) throws IOException {
            long givenUpAt = System.nanoTime() + NOTICED.toNanos();
            String expected = "{\"streams\":" + crowd.streams() + "}";
            String answer = get("/public/health");
            while (!answer.equals(expected) && System.nanoTime() < givenUpAt) {
                answer = get("/public/health");
            }
            assertThat(answer).isEqualTo(expected);
        }

        private String get(String target) throws IOException {
            HttpURLConnection request = (HttpURLConnection) URI.create("http://127.0.0.1:" + address.getPort() + target)
                    .toURL()
                    .openConnection();
            request.setConnectTimeout(SECOND);
            request.setReadTimeout(SECOND);
            request.setRequestProperty("X-Token", "ann");
            request.setRequestProperty("Connection", "close");
            try {
                return new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } finally {
                request.disconnect();
            }
        }

        @Override
        public void close() throws Exception {
            process.getOutputStream().close();
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("the server did not stop within " + STOP_SECONDS + " s");
            }
        }
    }
}
