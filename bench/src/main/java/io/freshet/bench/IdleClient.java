package io.freshet.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that holds idle streams until it is killed or nobody holds the other end of its input. Its arguments are the server's
 * ({@link ServerProcess#arguments}) and the streams' names; it writes {@link #READY} when all are open.
 */
final class IdleClient {
    static final String READY = "open";

    private static final long BETWEEN_READS = TimeUnit.MILLISECONDS.toNanos(20);

    private IdleClient() {}

    public static void main(String[] arguments) throws IOException {
        Site site = ServerProcess.site(arguments, Stamp.SHORTEST);
        List<IdleConnection> connections = new ArrayList<>();
        for (String name : List.of(arguments).subList(ServerProcess.ARGUMENTS, arguments.length)) {
            connections.add(IdleConnection.open(site, name));
        }
        Thread reader = new Thread(() -> readForEver(connections), "bench-idle-reader");
        reader.setDaemon(true);
        reader.start();
        System.out.println(READY);
        while (System.in.read() >= 0) {
            // Nothing is said to it: it waits for the end.
        }
    }

    private static void readForEver(List<IdleConnection> connections) {
        while (true) {
            for (IdleConnection connection : connections) {
                try {
                    connection.drain();
                } catch (IOException gone) {
                    throw new UncheckedIOException(gone);
                }
            }
            LockSupport.parkNanos(BETWEEN_READS);
        }
    }
}
