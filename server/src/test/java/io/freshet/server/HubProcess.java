package io.freshet.server;

import io.freshet.testkit.RawSseClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The program, running in a process of its own. */
final class HubProcess implements AutoCloseable {
    static final String READY = "Freshet hub ready: ";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Thread reader;

    /** What it has printed. Guarded by itself. */
    private final List<String> lines = new ArrayList<>();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private HubProcess(List<String> program, Map<String, String> environment, List<String> arguments)
            throws IOException {
        // Whoever runs the tests in the background may have SIGINT ignored, and a program inherits that.
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        command.addAll(program);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("FRESHET_") || name.equals("PORT"));
        builder.environment().putAll(environment);
        this.process = builder.start();
        this.reader = new Thread(this::read, "output of the hub");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts it on a port that is free. */
    static HubProcess start(String... arguments) throws IOException {
        return start(Map.of("PORT", "0"), arguments);
    }

    /** Starts it with these variables in its environment. */
    static HubProcess start(Map<String, String> environment, String... arguments) throws IOException {
        List<String> classes = List.of(
                "-Dslf4j.internal.verbosity=ERROR",
                "-Dslf4j.provider=ch.qos.logback.classic.spi.LogbackServiceProvider",
                "-cp",
                System.getProperty("java.class.path"),
                FreshetHub.class.getName());
        return new HubProcess(classes, environment, List.of(arguments));
    }

    /** Starts it as users do, with nothing but its jar, on a port that is free. */
    static HubProcess startJar(Path jar, String... arguments) throws IOException {
        return new HubProcess(List.of("-jar", jar.toString()), Map.of("PORT", "0"), List.of(arguments));
    }

    private void read() {
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                    lines.notifyAll();
                }
            }
        } catch (IOException ended) {
            throw new UncheckedIOException(ended);
        }
    }

    /** What it has printed so far. */
    List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    String output() {
        return String.join("\n", lines());
    }

    /** The first line that fits, as soon as it is printed. */
    String await(Predicate<String> wanted) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        synchronized (lines) {
            while (true) {
                for (String line : lines) {
                    if (wanted.test(line)) {
                        return line;
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0 || !process.isAlive() && !reader.isAlive()) {
                    throw new AssertionError("the hub has not printed what was waited for, but:\n" + output());
                }
                lines.wait(Math.min(left, 100));
            }
        }
    }

    /** Where it says that it serves, once it does. */
    String url() throws InterruptedException {
        // JSON may have a backslash before each slash.
        String line = await(each -> each.contains(READY)).replace("\\/", "/");
        String url = line.substring(line.indexOf(READY) + READY.length());
        return url.replaceAll("[^a-z0-9:/.\\[\\]].*", "");
    }

    int port() throws InterruptedException {
        return URI.create(url()).getPort();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return get(port(), path);
    }

    HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)));
    }

    HttpResponse<String> publish(String token, String form) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create("http://localhost:" + port() + MercureEndpoint.PATH))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    /** Over TLS, trusting this key alone. */
    HttpResponse<String> getSecurely(TestKey key, String path) throws IOException, InterruptedException {
        HttpClient trusting = HttpClient.newBuilder().sslContext(key.clients()).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + path))
                .timeout(PATIENCE)
                .build();
        return trusting.send(request, HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** A stream of a client that knows Freshet. */
    RawSseClient stream(String topic) throws IOException, InterruptedException {
        return RawSseClient.to(port(), MercureEndpoint.PATH + "?freshet&topic=" + topic)
                .open();
    }

    /** Sends SIGTERM, and goes on reading what it prints. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** Sends SIGKILL, and waits for the end. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Sends SIGINT. */
    void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** How it ended, once it has. */
    int exit() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the hub has not ended:\n" + output());
        }
        reader.join(PATIENCE.toMillis());
        return process.exitValue();
    }

    @Override
    public void close() {
        process.toHandle().destroyForcibly();
    }
}
