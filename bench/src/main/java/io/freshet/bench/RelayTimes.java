package io.freshet.bench;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** How long events took on a way. */
final class RelayTimes {
    private final Histogram nanos = new Histogram(3);

    void took(long time) {
        nanos.recordValue(time);
    }

    /** A line of the table, as a multiple of another way's where there is one. */
    String line(String way, @Nullable RelayTimes than) {
        return Cell.line(way, cell(50, than), cell(99, than));
    }

    private String cell(double percentile, @Nullable RelayTimes than) {
        String own = Cell.number("%.3f ms", nanos.getValueAtPercentile(percentile) / 1e6);
        return than == null
                ? own
                : own + " ("
                        + Cell.times((double) nanos.getValueAtPercentile(percentile)
                                / than.nanos.getValueAtPercentile(percentile))
                        + ")";
    }
}
