package io.freshet.bench;

import java.io.IOException;
import java.util.Map;

/** Knows when a server noticed that the clients of named streams had gone, as {@link System#nanoTime} counts. */
interface Witness extends AutoCloseable {
    /**
     * What is known by now.
     *
     * @param left when each client went, by the name of its stream
     * @return when that was noticed, by name, of those of which it was
     */
    Map<String, Long> endings(Map<String, Long> left) throws IOException, InterruptedException;

    @Override
    void close() throws IOException;

    /** Has somebody watch a server. */
    interface Maker {
        Witness of(ServerProcess server) throws IOException;
    }
}
