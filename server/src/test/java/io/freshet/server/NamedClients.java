package io.freshet.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/** Tabs with the browser client and a name each, in a process of Node's. */
final class NamedClients implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final int count;
    private final Process process;

    /** What they have printed. Guarded by itself. */
    private final List<String> lines = new ArrayList<>();

    NamedClients(Path folder, int port, String token, int count) throws IOException {
        this.count = count;
        Path client = copy("/META-INF/freshet/freshet.js", folder.resolve("freshet.mjs"));
        Path program = copy("/named-clients.mjs", folder.resolve("named-clients.mjs"));
        process = new ProcessBuilder(
                        "node",
                        program.toString(),
                        client.toString(),
                        "http://localhost:" + port + MercureEndpoint.PATH,
                        token,
                        Integer.toString(count))
                .redirectErrorStream(true)
                .start();
        Thread reader = new Thread(this::read, "output of the clients");
        reader.setDaemon(true);
        reader.start();
    }

    private static Path copy(String resource, Path to) throws IOException {
        try (InputStream in = Objects.requireNonNull(NamedClients.class.getResourceAsStream(resource), resource)) {
            Files.copy(in, to);
        }
        return to;
    }

    private void read() {
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                    lines.notifyAll();
                }
            }
        } catch (IOException killed) {
            throw new UncheckedIOException(killed);
        }
    }

    /** Waits until each has received something. */
    void await(Predicate<String> wanted) throws InterruptedException {
        for (int number = 0; number < count; number++) {
            String its = number + " ";
            awaitLine(line -> line.startsWith(its) && wanted.test(line.substring(its.length())));
        }
    }

    void awaitLine(Predicate<String> wanted) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        synchronized (lines) {
            while (lines.stream().noneMatch(wanted)) {
                if (System.nanoTime() > end || !process.isAlive()) {
                    throw new AssertionError("a client has not received what was waited for: "
                            + lines.subList(Math.max(0, lines.size() - 100), lines.size()));
                }
                lines.wait(100);
            }
        }
    }

    /** The numbers of the events that a client has received, in the order in which they came. */
    List<Integer> received(int number) {
        String before = number + " event ";
        synchronized (lines) {
            return lines.stream()
                    .filter(line -> line.startsWith(before))
                    .map(line -> Integer.valueOf(line.substring(before.length())))
                    .toList();
        }
    }

    /** What they have printed that has this word in it. */
    List<String> lines(String word) {
        synchronized (lines) {
            return lines.stream().filter(line -> line.contains(word)).toList();
        }
    }

    @Override
    public void close() {
        process.toHandle().destroyForcibly();
    }
}
