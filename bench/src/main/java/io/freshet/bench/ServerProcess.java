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
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A peer that is running. What it prints goes to a file. */
final class ServerProcess implements AutoCloseable {
    private static final int START_SECONDS = 60;
    private static final int STOP_SECONDS = 3;
    private static final int RETRY_MILLIS = 50;
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(60);

    /** How many arguments tell another process where a server is and what it speaks. */
    static final int ARGUMENTS = 3;

    private final Process process;
    private final Peer peer;
    private final InetSocketAddress address;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private ServerProcess(Process process, Peer peer, InetSocketAddress address) {
        this.process = process;
        this.peer = peer;
        this.address = address;
    }

    /**
     * Starts it, and returns once it serves.
     *
     * @throws IOException if it does not start, or is meant to see that clients go and does not
     */
    static ServerProcess start(Peer peer, Launch launch) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(launch.workshop().root());
        File output = folder.resolve(peer.word() + ".log").toFile();
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
        Process process = new ProcessBuilder(peer.program().command(address.getPort(), launch))
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        ServerProcess server = new ServerProcess(process, peer, address);
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

    /** @param size how many bytes the data of an event has */
    Site site(int size) {
        return new Site(address, peer.dialect(), size);
    }

    /** What tells another process of the bench about it. */
    List<String> arguments() {
        return List.of(address.getHostString(), Integer.toString(address.getPort()), peer.word());
    }

    /** In that other process: what it was told. */
    static Site site(String[] arguments, int size) {
        InetSocketAddress address = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
        return new Site(address, Peer.of(arguments[2]).dialect(), size);
    }

    Witness witness() throws IOException {
        return peer.witness(this);
    }

    /** The heap of a server that runs in Java; empty for others. */
    Optional<JavaHeap> heap() throws IOException {
        return peer.program().isJava() ? Optional.of(JavaHeap.of(process.pid())) : Optional.empty();
    }

    ProcessStat stat() {
        return new ProcessStat(process.toHandle());
    }

    @Override
    public void close() {
        List<ProcessHandle> workers = process.descendants().toList();
        process.destroy();
        try {
            process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        workers.forEach(ProcessHandle::destroyForcibly);
    }
}
