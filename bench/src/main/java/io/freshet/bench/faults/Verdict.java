package io.freshet.bench.faults;

/**
 * What became of deliveries.
 *
 * @param owed what was acknowledged, once for each subscriber
 * @param lost owed and not received, without a gap that covers it
 * @param announced owed and not received, in a gap that the subscriber was told of
 * @param duplicated received again
 * @param reordered received in a place where it does not belong by the log's order
 * @param gaps that subscribers were told of
 * @param silenceNanos the longest time that a subscriber received nothing in
 */
record Verdict(long owed, long lost, long announced, long duplicated, long reordered, long gaps, long silenceNanos) {
    static final Verdict NONE = new Verdict(0, 0, 0, 0, 0, 0, 0);

    Verdict plus(Verdict other) {
        return new Verdict(
                owed + other.owed,
                lost + other.lost,
                announced + other.announced,
                duplicated + other.duplicated,
                reordered + other.reordered,
                gaps + other.gaps,
                Math.max(silenceNanos, other.silenceNanos));
    }

    /** Whether nothing was lost in silence, nothing came twice and nothing out of order. */
    boolean isClean() {
        return lost == 0 && duplicated == 0 && reordered == 0;
    }
}
