package io.freshet.bench;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The server itself, which takes the moments down and is asked for them ({@link Endings}). */
record AskedWitness(ServerProcess server) implements Witness {
    @Override
    public Map<String, Long> endings(Map<String, Long> left) throws IOException, InterruptedException {
        Map<String, Long> endings = new HashMap<>();
        server.get(Endings.PATH).lines().forEach(line -> {
            int blank = line.indexOf(' ');
            endings.put(line.substring(0, blank), Long.parseLong(line.substring(blank + 1)));
        });
        return endings;
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
