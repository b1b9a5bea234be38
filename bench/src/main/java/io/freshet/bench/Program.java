package io.freshet.bench;

import java.io.IOException;
import java.util.List;

/** How a peer gets onto this machine, and how it is started. */
interface Program {
    /**
     * Builds or finds what it needs, and installs what is missing where that can be done without asking.
     *
     * @throws UnavailableException if the peer cannot run here
     */
    void prepare(Workshop workshop) throws UnavailableException, IOException, InterruptedException;

    /** What starts it; it serves 127.0.0.1 on this port. */
    List<String> command(int port, Launch launch) throws IOException;

    /** Whether it runs in Java, so that its heap can be asked for. */
    default boolean isJava() {
        return false;
    }
}
