package io.freshet.bench;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** How long appends took, and how many there were a second, over some runs. Not safe for use by several threads. */
final class AppendTimes {
    private final Histogram nanos = new Histogram(3);
    private final List<Double> perSecond = new ArrayList<>();

    void took(long time) {
        nanos.recordValue(time);
    }

    /** All of it was measured in these seconds. */
    void lasted(double seconds) {
        perSecond.add(nanos.getTotalCount() / seconds);
    }

    /** Takes what another publisher of the same run has measured. */
    void join(AppendTimes other) {
        nanos.add(other.nanos);
    }

    /** Takes another run. */
    void add(AppendTimes run) {
        nanos.add(run.nanos);
        perSecond.addAll(run.perSecond);
    }

    /** The median of the runs. */
    double perSecond() {
        return Cell.median(perSecond.stream().mapToDouble(Double::doubleValue));
    }

    double millis(double percentile) {
        return nanos.getValueAtPercentile(percentile) / 1e6;
    }
}
