package io.freshet.bench;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * What happened in a stretch of time under load.
 *
 * @param seconds how long it was
 * @param received what all subscribers together received
 * @param published what publishers sent
 * @param serverCpuNanos CPU time of the server
 * @param clientCpuNanos CPU time of the load client
 * @param residentBytes memory of the server at the end
 * @param longestWaitSeconds the longest that a publisher waited for an answer
 */
record Stretch(
        double seconds,
        Tally received,
        long published,
        long serverCpuNanos,
        long clientCpuNanos,
        long residentBytes,
        double longestWaitSeconds) {
    /** Whoever waits longer than this for an answer is blocked. */
    private static final double BLOCKED_SECONDS = 1;

    private static final int MOST_BLOCKED_SECONDS = 90;
    private static final int AFTER_BLOCKED_SECONDS = 5;

    /** Measures for some seconds, and if publishers are blocked then, until shortly after they go on. */
    static Stretch measure(ServerProcess server, Audience audience, Crew crew, int seconds)
            throws InterruptedException {
        ProcessStat serverStat = server.stat();
        ProcessStat clientStat = ProcessStat.own();
        audience.takeTally();
        crew.takeLongestWaitSeconds();
        long published = Arrays.stream(crew.published()).sum();
        long serverCpu = serverStat.cpuNanos();
        long clientCpu = clientStat.cpuNanos();
        long began = System.nanoTime();

        crew.await(seconds);
        if (crew.waitingSeconds() > BLOCKED_SECONDS) {
            awaitAnswers(crew);
        }

        double passed = (System.nanoTime() - began) / (double) TimeUnit.SECONDS.toNanos(1);
        return new Stretch(
                passed,
                audience.takeTally(),
                Arrays.stream(crew.published()).sum() - published,
                serverStat.cpuNanos() - serverCpu,
                clientStat.cpuNanos() - clientCpu,
                serverStat.residentBytes(),
                crew.takeLongestWaitSeconds());
    }

    private static void awaitAnswers(Crew crew) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_BLOCKED_SECONDS);
        while (crew.waitingSeconds() > BLOCKED_SECONDS && System.nanoTime() < deadline) {
            crew.await(1);
        }
        crew.await(AFTER_BLOCKED_SECONDS);
    }

    double deliveriesPerSecond() {
        return received.deliveries() / seconds;
    }

    double eventsPerSecond() {
        return published / seconds;
    }

    double cpuMicrosPerDelivery() {
        return serverCpuNanos / 1000.0 / received.deliveries();
    }

    /** What reading a delivery, and publishing its part of an event, costs the load client. */
    double clientCpuMicrosPerDelivery() {
        return clientCpuNanos / 1000.0 / received.deliveries();
    }

    double serverCores() {
        return serverCpuNanos / 1e9 / seconds;
    }

    double clientCores() {
        return clientCpuNanos / 1e9 / seconds;
    }

    double residentMegabytes() {
        return residentBytes / 1048576.0;
    }
}
