package io.freshet.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Follows what each subscriber receives from each publisher, who numbers its events from 0. Nothing is sampled: each delivery is
 * either the next one, or lost, doubled or reordered. Used by one thread.
 */
final class DeliveryCheck {
    private final int publishers;
    /** The number that is next, by subscriber and publisher. */
    private final long[] next;
    /** What was passed over, by the same index: from the first number to behind the last. Most have none. */
    private final Map<Integer, TreeMap<Long, Long>> missing = new HashMap<>();

    private long doubled;
    private long reordered;

    DeliveryCheck(int subscribers, int publishers) {
        this.publishers = publishers;
        this.next = new long[subscribers * publishers];
    }

    void received(int subscriber, int publisher, long sequence) {
        int index = subscriber * publishers + publisher;
        long expected = next[index];
        if (sequence == expected) {
            next[index] = expected + 1;
        } else if (sequence > expected) {
            missing.computeIfAbsent(index, none -> new TreeMap<>()).put(expected, sequence);
            next[index] = sequence + 1;
        } else if (wasMissing(index, sequence)) {
            reordered++;
        } else {
            doubled++;
        }
    }

    private boolean wasMissing(int index, long sequence) {
        TreeMap<Long, Long> ranges = missing.get(index);
        Map.Entry<Long, Long> range = ranges == null ? null : ranges.floorEntry(sequence);
        if (ranges == null || range == null || range.getValue() <= sequence) {
            return false;
        }
        ranges.remove(range.getKey());
        if (range.getKey() < sequence) {
            ranges.put(range.getKey(), sequence);
        }
        if (sequence + 1 < range.getValue()) {
            ranges.put(sequence + 1, range.getValue());
        }
        return true;
    }

    Errors errors(Owed owed) {
        long lost = 0;
        for (int index = 0; index < next.length; index++) {
            lost += Math.max(0, owed.to(index / publishers, index % publishers) - next[index]);
        }
        for (TreeMap<Long, Long> ranges : missing.values()) {
            for (Map.Entry<Long, Long> range : ranges.entrySet()) {
                lost += range.getValue() - range.getKey();
            }
        }
        return new Errors(lost, doubled, reordered);
    }

    /** How many events of a publisher a subscriber should have by now. */
    interface Owed {
        long to(int subscriber, int publisher);
    }

    /**
     * Deliveries that were not as they should be.
     *
     * @param lost never came
     * @param doubled came again
     * @param reordered came after a later one of the same publisher
     */
    record Errors(long lost, long doubled, long reordered) {
        static final Errors NONE = new Errors(0, 0, 0);

        Errors plus(Errors other) {
            return new Errors(lost + other.lost, doubled + other.doubled, reordered + other.reordered);
        }

        @Override
        public String toString() {
            return lost + " / " + doubled + " / " + reordered;
        }
    }
}
