package io.freshet.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** An {@link IdleClient} that is running. */
final class ClientProcess implements AutoCloseable {
    /** As small as can be, so that the kernel has little to tidy up before it closes the sockets of one that is killed. */
    private static final List<String> SMALL =
            List.of("-Xms8m", "-Xmx32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final List<String> names;
    private final Process process;

    private ClientProcess(List<String> names, Process process) {
        this.names = names;
        this.process = process;
    }

    /** Starts one, and returns once all its streams are open. */
    static ClientProcess start(ServerProcess server, List<String> names) throws IOException {
        List<String> arguments = new ArrayList<>(server.arguments());
        arguments.addAll(names);
        Process process = new ProcessBuilder(Java.command(IdleClient.class, SMALL, arguments))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        ClientProcess client = new ClientProcess(names, process);
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        if (!IdleClient.READY.equals(line)) {
            client.close();
            throw new IOException("a client that holds streams did not start: " + line);
        }
        return client;
    }

    List<String> names() {
        return names;
    }

    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
    }
}
