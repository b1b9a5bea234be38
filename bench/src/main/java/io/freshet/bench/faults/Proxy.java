package io.freshet.bench.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** nginx in front of the nodes. */
final class Proxy implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);

    private final Address address;
    private final Process process;

    private Proxy(Address address, Process process) {
        this.address = address;
        this.process = process;
    }

    /** @param host where it listens */
    static Proxy start(String host, List<HubNode> nodes, Path folder) throws IOException {
        Address address = new Address(host, Address.freePort());
        Path configuration = folder.resolve("nginx.conf");
        Files.writeString(
                configuration,
                text().replace("@folder@", folder.toString())
                        .replace("@listen@", host + ":" + address.port())
                        .replace(
                                "@servers@",
                                nodes.stream()
                                        .map(HubNode::address)
                                        .map(node ->
                                                "        server " + node.host() + ":" + node.port() + " max_fails=0;")
                                        .collect(Collectors.joining("\n"))));
        Process process = new ProcessBuilder(
                        Tools.nginx(),
                        "-c",
                        configuration.toString(),
                        "-e",
                        folder.resolve("nginx.log").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.out").toFile())
                .start();
        Proxy proxy = new Proxy(address, process);
        try {
            Waiting.until("nginx served, see " + folder, START, () -> {
                if (!process.isAlive()) {
                    throw new IOException("nginx has ended with " + process.exitValue() + ": see " + folder);
                }
                return address.answers();
            });
        } catch (IOException failure) {
            proxy.close();
            throw failure;
        }
        return proxy;
    }

    private static String text() throws IOException {
        try (InputStream in = Proxy.class.getResourceAsStream("/faults/nginx.conf")) {
            if (in == null) {
                throw new IOException("there is no /faults/nginx.conf on the class path");
            }
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    Address address() {
        return address;
    }

    /** As {@code nginx -s reload} does. */
    void reload() throws IOException {
        new ProcessBuilder("kill", "-HUP", Long.toString(process.pid()))
                .start()
                .onExit()
                .join();
    }

    @Override
    public void close() {
        List<ProcessHandle> workers = process.descendants().toList();
        process.destroyForcibly().onExit().join();
        workers.forEach(ProcessHandle::destroyForcibly);
    }
}
