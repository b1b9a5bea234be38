package io.freshet.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Some time in which nothing is published.
 *
 * @param seconds how long it was
 * @param heartbeats how many came, from all connections together
 * @param cpuNanos CPU time of the server
 */
record Silence(double seconds, long heartbeats, long cpuNanos) {
    static Silence measure(ServerProcess server, int seconds, Crowd... crowds) throws IOException {
        ProcessStat stat = server.stat();
        long reads = reads(crowds);
        long cpu = stat.cpuNanos();
        long began = System.nanoTime();
        long end = began + TimeUnit.SECONDS.toNanos(seconds);
        for (long left = end - began; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        double passed = (System.nanoTime() - began) / 1e9;
        return new Silence(passed, reads(crowds) - reads, stat.cpuNanos() - cpu);
    }

    private static long reads(Crowd... crowds) throws IOException {
        long sum = 0;
        for (Crowd crowd : crowds) {
            sum += crowd.reads();
        }
        return sum;
    }

    /** The CPU time of a heartbeat, and of all else that is done for an idle connection until the next one. */
    double cpuMicrosPerHeartbeat() {
        return heartbeats == 0 ? Double.NaN : cpuNanos / 1000.0 / heartbeats;
    }

    double cores() {
        return cpuNanos / 1e9 / seconds;
    }
}
