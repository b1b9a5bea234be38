package io.freshet.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Whether a server sees that clients go. One that has fallen back to a portable transport would be measured under a wrong name. */
final class Sight {
    private static final String NAME = "sight";

    /** Less than a server needs that writes a heartbeat every 15 s, and far more than one that sees. */
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(20);

    private Sight() {}

    static boolean of(ServerProcess server) throws IOException, InterruptedException {
        IdleConnection connection = IdleConnection.open(server.site(Stamp.SHORTEST), NAME);
        connection.awaitFirstByte();
        connection.close();
        long deadline = System.nanoTime() + LONGEST_NANOS;
        while (!server.get(Endings.PATH).startsWith(NAME)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS);
        }
        return true;
    }
}
