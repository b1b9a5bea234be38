package io.freshet.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** More idle subscribers than one process and one address can have: some processes, each of which reads a part of them. */
final class Crowd implements AutoCloseable {
    /** Each process comes from an address of its own, which has no more than 28,000 ports on most systems. */
    private static final int MOST_EACH = 20_000;

    /** No address is used again, since the ports of the last crowd are not free at once. */
    private static final AtomicInteger SOURCES = new AtomicInteger(1);

    private final List<Part> parts = new ArrayList<>();

    private Crowd() {}

    /** Connects them, and returns once each is answered with a stream. */
    static Crowd open(ServerProcess server, int size, int subscribers) throws IOException {
        Crowd crowd = new Crowd();
        try {
            long descriptors = ProcessStat.own().descriptors() - Idle.OTHER_DESCRIPTORS;
            int most = (int) Math.min(MOST_EACH, descriptors);
            for (int left = subscribers; left > 0; left -= most) {
                crowd.parts.add(Part.start(server, size, Math.min(most, left)));
            }
            for (Part part : crowd.parts) {
                part.awaitOpen();
            }
            return crowd;
        } catch (IOException failure) {
            crowd.close();
            throw failure;
        }
    }

    /** How many deliveries have come so far. */
    long deliveries() throws IOException {
        return sum(0);
    }

    /** How often a connection has ended so far. */
    long disconnects() throws IOException {
        return sum(1);
    }

    /** How often something has come so far: in a long silence, how many heartbeats. */
    long reads() throws IOException {
        return sum(2);
    }

    private long sum(int figure) throws IOException {
        long sum = 0;
        for (Part part : parts) {
            sum += Long.parseLong(part.ask()[figure]);
        }
        return sum;
    }

    @Override
    public void close() {
        parts.forEach(Part::close);
    }

    /** A {@link CrowdClient} that is running. */
    private record Part(Process process, BufferedReader output, PrintWriter input) {
        static Part start(ServerProcess server, int size, int subscribers) throws IOException {
            int number = SOURCES.incrementAndGet();
            List<String> arguments = new ArrayList<>(server.arguments());
            arguments.add(Integer.toString(size));
            arguments.add(Integer.toString(subscribers));
            arguments.add("127.0." + number / 250 + "." + (number % 250 + 1));
            Process process = new ProcessBuilder(Java.command(CrowdClient.class, List.of(), arguments))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new Part(process, process.inputReader(), new PrintWriter(process.outputWriter(), true));
        }

        void awaitOpen() throws IOException {
            String line = output.readLine();
            if (!CrowdClient.READY.equals(line)) {
                throw new IOException("a client that holds streams did not start: " + line);
            }
        }

        String[] ask() throws IOException {
            input.println();
            String line = output.readLine();
            if (line == null) {
                throw new IOException("a client that holds streams has ended");
            }
            return line.split(" ", -1);
        }

        void close() {
            process.destroyForcibly();
        }
    }
}
