package io.freshet.bench;

/**
 * All clients but those who stay were away for a while, and came back at once.
 *
 * @param everybody latency of those who stay while all are there
 * @param alone the same while the others are away
 * @param meanwhile the same from the moment at which the others come back until all are live
 * @param caughtUp how long each took to have what it had missed
 * @param replayed how many deliveries those made up for who came back, until all were live
 * @param serverCpuNanos CPU time of the server until all were live
 * @param seconds until all were live and had been shown so by an event
 */
record Return(
        Tally everybody,
        Tally alone,
        Tally meanwhile,
        Tally caughtUp,
        long replayed,
        long serverCpuNanos,
        double seconds) {}
