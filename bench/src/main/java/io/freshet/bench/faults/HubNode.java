package io.freshet.bench.faults;

import io.freshet.bench.Java;
import io.freshet.server.FreshetHub;
import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A node: the hub as a program, always on the same port. */
final class HubNode implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final List<String> SMALL = List.of("-Xms256m", "-Xmx256m");
    /** Starts in half the time, and is slower later. */
    private static final List<String> SOON =
            List.of("-Xms256m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private static final int PATIENCE_MILLIS = 2_000;

    private final Address address;
    private final List<String> command;
    private final Map<String, String> environment;
    private final File output;
    private Process process;

    private HubNode(Address address, List<String> command, Map<String, String> environment, File output)
            throws IOException {
        this.address = address;
        this.command = command;
        this.environment = environment;
        this.output = output;
        this.process = launch();
    }

    /**
     * Starts one; {@link #awaitReady} says when it serves.
     *
     * @param host where it is reached
     * @param settings of the hub, besides its port
     * @param soon whether it matters more that it starts soon than that it is fast
     * @param place what makes the command one that runs somewhere else
     */
    static HubNode start(
            String name,
            String host,
            List<String> settings,
            Map<String, String> environment,
            boolean soon,
            UnaryOperator<List<String>> place,
            Path folder)
            throws IOException {
        int port = Address.freePort();
        List<String> arguments = new ArrayList<>(List.of("--dev", "--port=" + port));
        arguments.addAll(settings);
        List<String> command = place.apply(Java.command(FreshetHub.class, soon ? SOON : SMALL, arguments));
        return new HubNode(
                new Address(host, port),
                command,
                environment,
                folder.resolve(name + ".log").toFile());
    }

    private Process launch() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output));
        builder.environment().putAll(environment);
        return builder.start();
    }

    Address address() {
        return address;
    }

    /** Waits until it serves. */
    void awaitReady() throws IOException {
        Waiting.until("a node served, see " + output, START, () -> {
            if (!process.isAlive()) {
                throw new IOException("a node has ended with " + process.exitValue() + ": see " + output);
            }
            return isReady();
        });
    }

    private boolean isReady() {
        try {
            HttpURLConnection request =
                    (HttpURLConnection) URI.create("http://" + address.host() + ":" + address.port() + "/readyz")
                            .toURL()
                            .openConnection();
            request.setConnectTimeout(PATIENCE_MILLIS);
            request.setReadTimeout(PATIENCE_MILLIS);
            boolean ready = request.getResponseCode() == 200;
            request.disconnect();
            return ready;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** As {@code kill -9} does. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** As {@code kill} does; waits until it has ended. */
    void terminate() {
        process.destroy();
        process.onExit().join();
    }

    /** Starts it again, and waits until it serves. */
    void startAgain() throws IOException {
        process = launch();
        awaitReady();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
