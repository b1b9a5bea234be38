package io.freshet.bench;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** How many deliveries of each publisher's events have come, told by the threads that receive, for publishers to wait for. */
final class Arrivals {
    private final int publishers;
    private final int receivers;
    private final AtomicLongArray counts;
    private final AtomicReferenceArray<@Nullable Thread> waiting;

    Arrivals(int publishers, int receivers) {
        this.publishers = publishers;
        this.receivers = receivers;
        this.counts = new AtomicLongArray(publishers * receivers);
        this.waiting = new AtomicReferenceArray<>(publishers);
    }

    int publishers() {
        return publishers;
    }

    /** Tells how many deliveries of this publisher's events a receiver has had. */
    void set(int receiver, int publisher, long count) {
        int index = receiver * publishers + publisher;
        if (counts.get(index) != count) {
            counts.set(index, count);
            Thread waits = waiting.get(publisher);
            if (waits != null) {
                LockSupport.unpark(waits);
            }
        }
    }

    long of(int publisher) {
        long sum = 0;
        for (int receiver = 0; receiver < receivers; receiver++) {
            sum += counts.get(receiver * publishers + publisher);
        }
        return sum;
    }

    long all() {
        long sum = 0;
        for (int publisher = 0; publisher < publishers; publisher++) {
            sum += of(publisher);
        }
        return sum;
    }

    /**
     * Waits until so many deliveries of this publisher's events have come.
     *
     * @return whether they came before the deadline
     */
    boolean await(int publisher, long count, long deadlineNanos) {
        waiting.set(publisher, Thread.currentThread());
        try {
            while (of(publisher) < count) {
                long left = deadlineNanos - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                LockSupport.parkNanos(this, left);
            }
            return true;
        } finally {
            waiting.set(publisher, null);
        }
    }
}
