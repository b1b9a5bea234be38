package io.freshet.bench;

import org.HdrHistogram.Histogram;

/** What one thread received in a stretch of time. */
final class Tally {
    private static final long LONGEST_MICROS = 600_000_000L;

    private final Histogram micros = new Histogram(LONGEST_MICROS, 3);

    void add(long latencyNanos) {
        micros.recordValue(Math.min(LONGEST_MICROS, Math.max(0, latencyNanos / 1000)));
    }

    Tally plus(Tally other) {
        Tally sum = new Tally();
        sum.micros.add(micros);
        sum.micros.add(other.micros);
        return sum;
    }

    long deliveries() {
        return micros.getTotalCount();
    }

    /** The latency in milliseconds that so many percent of the deliveries did not exceed. */
    double millis(double percentile) {
        return micros.getValueAtPercentile(percentile) / 1000.0;
    }
}
