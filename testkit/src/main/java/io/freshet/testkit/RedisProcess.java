package io.freshet.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A Redis of its own, on a free port of the loopback and in a temporary folder; it keeps nothing on disk unless its options say so. The
 * program {@code redis-server} must be installed.
 */
public final class RedisProcess implements AutoCloseable {
    private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Path folder;
    private final int port;
    private final List<String> options;
    private final List<String> clientOptions = new ArrayList<>();
    private Process process;

    private RedisProcess(Path folder, int port, List<String> options) throws IOException {
        this.folder = folder;
        this.port = port;
        this.options = options;
        this.process = launch();
    }

    /**
     * Starts one and waits until it answers.
     *
     * @param options as its configuration has them: {@code "--appendonly", "yes"}
     */
    public static RedisProcess start(String... options) throws IOException {
        RedisProcess redis = new RedisProcess(Files.createTempDirectory("freshet-redis"), freePort(), List.of(options));
        redis.awaitAnswer();
        return redis;
    }

    /** Starts one that speaks TLS only, with this key. */
    public static RedisProcess startWithTls(LocalhostKey localhost) throws IOException, GeneralSecurityException {
        Path certificate = localhost.certificatePem();
        Path key = localhost.keyPem();
        RedisProcess redis = new RedisProcess(
                Files.createTempDirectory("freshet-redis"),
                freePort(),
                List.of("--tls-cert-file", certificate.toString(), "--tls-key-file", key.toString()));
        redis.reachedWith("--tls", "--cacert", certificate.toString());
        redis.awaitAnswer();
        return redis;
    }

    /** Starts a node of a cluster that has no other nodes and no slots yet. */
    static RedisProcess startClusterNode(int busPort, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of("--cluster-enabled", "yes"));
        all.addAll(List.of("--cluster-port", Integer.toString(busPort)));
        all.addAll(List.of(options));
        return start(all.toArray(String[]::new));
    }

    /**
     * Starts a Sentinel that watches this one under the name, and finds it dead after a second.
     *
     * @param lines of its configuration, besides: {@code "requirepass secret"}
     */
    public RedisProcess startSentinel(String name, String... lines) throws IOException {
        Path folder = Files.createTempDirectory("freshet-sentinel");
        Path configuration = folder.resolve("sentinel.conf");
        Files.writeString(
                configuration,
                String.join(
                        "\n",
                        "sentinel monitor " + name + " 127.0.0.1 " + port + " 1",
                        "sentinel down-after-milliseconds " + name + " 1000",
                        "sentinel failover-timeout " + name + " 10000",
                        String.join("\n", lines),
                        ""));
        RedisProcess sentinel = new RedisProcess(folder, freePort(), List.of(configuration.toString(), "--sentinel"));
        sentinel.awaitAnswer();
        return sentinel;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(List.of("redis-server"));
        boolean sentinel = options.contains("--sentinel");
        if (sentinel) {
            command.add(options.get(0));
        }
        boolean tls = options.contains("--tls-cert-file");
        command.addAll(List.of(
                tls ? "--tls-port" : "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                folder.toString()));
        if (sentinel) {
            command.add("--sentinel");
        } else {
            command.addAll(List.of("--save", "", "--enable-debug-command", "yes"));
            command.addAll(options);
            if (tls) {
                command.addAll(List.of("--port", "0", "--tls-auth-clients", "no"));
            }
        }
        File log = folder.resolve("log").toFile();
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
    }

    /** What {@code redis-cli} needs besides the port, a password for example. */
    public RedisProcess reachedWith(String... arguments) {
        clientOptions.addAll(List.of(arguments));
        return this;
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** Its URL, without what a password or TLS would add. */
    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** What it answers to a command, by {@code redis-cli}; several lines where there are several values. */
    public String ask(String... command) {
        List<String> line = new ArrayList<>(List.of("redis-cli", "-p", Integer.toString(port)));
        line.addAll(clientOptions);
        line.addAll(List.of(command));
        try {
            Process client = new ProcessBuilder(line).redirectErrorStream(true).start();
            return new String(client.getInputStream().readAllBytes(), UTF_8).strip();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Kills it, as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Starts it again, on the same port and what it has kept on disk. */
    public void startAgain() throws IOException {
        process = launch();
        awaitAnswer();
    }

    /** Stops it without a word, as if its network were gone; {@link #goOn} ends that. */
    public void freeze() {
        signal("STOP");
    }

    /** It goes on after {@link #freeze}. */
    public void goOn() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .onExit()
                    .join();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void awaitAnswer() throws IOException {
        long deadline = System.nanoTime() + SOON_NANOS;
        while (true) {
            String answer = ask("ping");
            if (answer.contains("PONG") || answer.contains("NOAUTH") || answer.contains("reset by peer")) {
                return;
            }
            if (!process.isAlive() || System.nanoTime() > deadline) {
                String said = Files.readString(folder.resolve("log"));
                close();
                throw new IllegalStateException(
                        "redis-server does not answer on port " + port + ": " + answer + "\n" + said);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    /** Kills it, and deletes what it has kept. */
    @Override
    public void close() {
        kill();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
