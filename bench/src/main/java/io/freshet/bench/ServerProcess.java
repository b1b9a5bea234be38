package io.freshet.bench;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A peer that is running. What it prints goes to a file. */
final class ServerProcess implements AutoCloseable {
    private static final int START_SECONDS = 60;
    private static final int STOP_SECONDS = 3;
    private static final int RETRY_MILLIS = 50;
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(60);

    private final Process process;
    private final InetSocketAddress address;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private ServerProcess(Process process, InetSocketAddress address) {
        this.process = process;
        this.address = address;
    }

    /**
     * Starts it, and returns once it serves.
     *
     * @throws IOException if it does not start, or is meant to see that clients go and does not
     */
    static ServerProcess start(Peer peer, List<String> javaOptions, Path folder)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        File output = folder.resolve(peer.word() + ".log").toFile();
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
        Process process = new ProcessBuilder(peer.command(address.getPort(), javaOptions))
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        ServerProcess server = new ServerProcess(process, address);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!server.serves()) {
            if (process.waitFor(RETRY_MILLIS, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                server.close();
                throw new IOException(peer.word() + " did not start: see " + output);
            }
        }
        if (peer.isSighted() && !Sight.of(server)) {
            server.close();
            throw new IOException(peer.word()
                    + " does not see that a client has gone, so it is not what it is called: see " + output);
        }
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0)) {
            return any.getLocalPort();
        }
    }

    private boolean serves() {
        try (Socket socket = new Socket()) {
            socket.connect(address);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    InetSocketAddress address() {
        return address;
    }

    /** Asks it something that is no stream. */
    String get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://" + address.getHostString() + ":" + address.getPort() + path);
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(LONGEST_ANSWER).build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(uri + " was answered with " + answer.statusCode());
        }
        return answer.body();
    }

    ProcessStat stat() {
        return new ProcessStat(process.pid());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
