package io.freshet.bench;

import java.util.BitSet;
import java.util.concurrent.CountDownLatch;

/**
 * How far those are who came back together. What one of them has missed is what was published before the first of it came; it is live
 * with the next event. Touched by one thread.
 */
final class Comeback {
    private final long began;
    private final CountDownLatch live;
    /** When the first event came to each; 0 if none has. */
    private final long[] first;
    /** When the last came of what each had missed. */
    private final long[] last;

    private final BitSet isLive;

    /** @param live counted down for each that is live */
    Comeback(int size, long began, CountDownLatch live) {
        this.began = began;
        this.live = live;
        this.first = new long[size];
        this.last = new long[size];
        this.isLive = new BitSet(size);
    }

    /** @param published when the event was, as {@link System#nanoTime} counts, as {@code now} */
    void received(int reader, long published, long now) {
        if (isLive.get(reader)) {
            return;
        }
        if (first[reader] == 0) {
            first[reader] = now;
        }
        if (published < first[reader]) {
            last[reader] = now;
        } else {
            isLive.set(reader);
            live.countDown();
        }
    }

    /** How long each took to have received what it had missed. */
    Tally caughtUp() {
        Tally tally = new Tally();
        for (long moment : last) {
            tally.add(moment - began);
        }
        return tally;
    }
}
