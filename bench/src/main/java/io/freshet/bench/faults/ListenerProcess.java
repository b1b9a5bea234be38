package io.freshet.bench.faults;

import io.freshet.bench.HubToken;
import io.freshet.bench.Java;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A process with subscribers, whose reports go to the audience. */
final class ListenerProcess implements AutoCloseable {
    private static final List<String> SMALL = List.of("-Xms64m", "-Xmx128m", "-XX:+UseSerialGC");

    private final Process process;
    private final Thread reader;
    private volatile @Nullable RuntimeException failure;
    private volatile boolean closed;

    private ListenerProcess(Process process, Audience audience) {
        this.process = process;
        this.reader = new Thread(() -> read(audience), "listener-reports");
        this.reader.setDaemon(true);
        this.reader.start();
    }

    /** Clients on plain sockets. */
    static ListenerProcess raw(
            Audience audience, Address address, int first, int count, Path folder, UnaryOperator<List<String>> place)
            throws IOException {
        List<String> arguments = List.of(
                address.host(),
                Integer.toString(address.port()),
                Address.STREAM,
                Integer.toString(first),
                Integer.toString(count));
        return start(audience, place.apply(Java.command(Listener.class, SMALL, arguments)), folder);
    }

    /** The browser client, in Node. */
    static ListenerProcess real(
            Audience audience, Address address, int first, int count, Path folder, UnaryOperator<List<String>> place)
            throws IOException {
        Path client = lay("/META-INF/freshet/freshet.js", folder.resolve("freshet.mjs"));
        Path program = lay("/faults/listeners.mjs", folder.resolve("listeners.mjs"));
        List<String> command = new ArrayList<>(List.of("node", program.toString(), client.toString()));
        command.addAll(List.of(address.url(), Integer.toString(first)));
        // An owner each: of one owner's subscribers that are disconnected a hub remembers a hundred only.
        for (int i = 0; i < count; i++) {
            command.add(HubToken.of("listener-" + (first + i)));
        }
        return start(audience, place.apply(command), folder);
    }

    private static Path lay(String resource, Path path) throws IOException {
        try (InputStream in = ListenerProcess.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("there is no " + resource + " on the class path");
            }
            Files.copy(in, path, StandardCopyOption.REPLACE_EXISTING);
        }
        return path;
    }

    private static ListenerProcess start(Audience audience, List<String> command, Path folder) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("listeners.log").toFile()))
                .start();
        return new ListenerProcess(process, audience);
    }

    private void read(Audience audience) {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                audience.hear(line);
            }
            if (!closed) {
                failure = new IllegalStateException("a process with subscribers has ended: see listeners.log");
            }
        } catch (IOException | RuntimeException wrong) {
            if (!closed) {
                failure = new IllegalStateException("what a subscriber reported could not be read", wrong);
            }
        }
    }

    /** @throws IllegalStateException if it has ended or said something that it should not */
    void requireWell() {
        RuntimeException wrong = failure;
        if (wrong != null) {
            throw wrong;
        }
    }

    @Override
    public void close() {
        closed = true;
        process.destroyForcibly();
    }
}
