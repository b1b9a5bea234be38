package io.freshet.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Has the clients of a server go, one after the other over a heartbeat, and asks it when it noticed. */
final class GoneRun {
    /** The first that go, so that the server has done it before. */
    private static final int UNCOUNTED = 20;

    private static final int PROCESSES = 10;

    /** A server that only notices by writing needs two heartbeats after a FIN. */
    private static final int HEARTBEATS_TO_WAIT = 3;

    private static final int SECONDS_MORE = 5;
    private static final long BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(200);

    private final ServerProcess server;
    private final int count;
    private final int heartbeatSeconds;
    private final Witness witness;
    private final Map<String, Long> left = new HashMap<>();

    GoneRun(ServerProcess server, Witness witness, int count, int heartbeatSeconds) {
        this.server = server;
        this.witness = witness;
        this.count = count;
        this.heartbeatSeconds = heartbeatSeconds;
    }

    Noticed measure(Departure departure) throws IOException, InterruptedException {
        if (departure == Departure.KILLED) {
            kill();
        } else {
            let(departure, names(departure + "-early-", UNCOUNTED), 0);
            left.clear();
            let(departure, names(departure + "-", count), TimeUnit.SECONDS.toNanos(heartbeatSeconds));
        }
        return noticed();
    }

    private static List<String> names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(number -> prefix + number).toList();
    }

    private void let(Departure departure, List<String> names, long nanos) throws IOException {
        List<IdleConnection> connections = new ArrayList<>();
        for (String name : names) {
            connections.add(IdleConnection.open(server.site(Stamp.SHORTEST), name));
        }
        long began = System.nanoTime();
        for (int i = 0; i < connections.size(); i++) {
            waitUntil(began + nanos * (i + 1) / connections.size());
            IdleConnection connection = connections.get(i);
            connection.drain();
            left.put(connection.name(), System.nanoTime());
            if (departure == Departure.RESET) {
                connection.reset();
            } else {
                connection.close();
            }
        }
    }

    private void kill() throws IOException {
        List<ClientProcess> clients = new ArrayList<>();
        try {
            List<String> names = names(Departure.KILLED + "-", count);
            int processes = Math.min(PROCESSES, count);
            for (int i = 0; i < processes; i++) {
                List<String> share = names.subList(count * i / processes, count * (i + 1) / processes);
                clients.add(ClientProcess.start(server, share));
            }
            long began = System.nanoTime();
            long nanos = TimeUnit.SECONDS.toNanos(heartbeatSeconds);
            for (int i = 0; i < processes; i++) {
                waitUntil(began + nanos * (i + 1) / processes);
                long now = System.nanoTime();
                clients.get(i).names().forEach(name -> left.put(name, now));
                clients.get(i).kill();
            }
        } finally {
            clients.forEach(ClientProcess::close);
        }
    }

    private static void waitUntil(long moment) {
        for (long nanos = moment - System.nanoTime(); nanos > 0; nanos = moment - System.nanoTime()) {
            LockSupport.parkNanos(nanos);
        }
    }

    private Noticed noticed() throws IOException, InterruptedException {
        long seconds = (long) HEARTBEATS_TO_WAIT * heartbeatSeconds + SECONDS_MORE;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        Map<String, Long> ended = witness.endings(left);
        while (!ended.keySet().containsAll(left.keySet()) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(BETWEEN_LOOKS);
            ended = witness.endings(left);
        }
        Noticed noticed = new Noticed();
        for (Map.Entry<String, Long> departure : left.entrySet()) {
            Long end = ended.get(departure.getKey());
            if (end == null) {
                noticed.never();
            } else if (end < departure.getValue()) {
                throw new IOException("the stream " + departure.getKey() + " ended before its client went");
            } else {
                noticed.after(end - departure.getValue());
            }
        }
        return noticed;
    }
}
