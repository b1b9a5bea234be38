package io.freshet.bench;

/** How long it took a server to notice that clients had gone. */
final class Noticed {
    private Tally tally = new Tally();
    private int unnoticed;

    void after(long nanos) {
        tally.add(nanos);
    }

    /** One was not noticed as long as anybody waited. */
    void never() {
        unnoticed++;
    }

    void add(Noticed other) {
        tally = tally.plus(other.tally);
        unnoticed += other.unnoticed;
    }

    long count() {
        return tally.deliveries();
    }

    int unnoticed() {
        return unnoticed;
    }

    /** The time in milliseconds that so many percent of those that were noticed did not exceed. */
    double millis(double percentile) {
        return tally.millis(percentile);
    }
}
