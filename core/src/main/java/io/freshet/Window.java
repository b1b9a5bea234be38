package io.freshet;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The recent part of the log, in memory, each event encoded once. One thread at a time adds (the log's tail); lanes read, each
 * by its own cursor.
 *
 * <p>Records are counted from 0 by an index that is the window's own. Reading never waits: who asks for a record that has been
 * trimmed finds nothing, and knows from the index that it was there.
 */
final class Window {
    private static final byte[] NO_BLOCK = {};

    private final AtomicReferenceArray<@Nullable Slot> slots;
    private final int mask;
    private final long maxBytes;

    /** The position that the first record follows. Written by the tail only, before any other thread reads it. */
    private volatile EventId origin;

    /** Index of the oldest record that is kept. Written by the tail only. */
    private volatile long start;
    /** Index that the next record gets. Written by the tail only, after its slot. */
    private volatile long end;
    /** Bytes of the encoded events that are kept. Touched by the tail only. */
    private long bytes;

    /**
     * @param maxCount the most records, rounded up to a power of two
     * @param maxBytes the most bytes of encoded events; one event may be larger
     */
    Window(int maxCount, long maxBytes) {
        int capacity = Integer.highestOneBit(Math.max(2, maxCount) * 2 - 1);
        this.slots = new AtomicReferenceArray<>(capacity);
        this.mask = capacity - 1;
        this.maxBytes = maxBytes;
        this.origin = new EventId("none", 0);
    }

    /** Says which position the first record will follow. */
    void begin(EventId position) {
        origin = position;
    }

    /** Adds the log's next record. */
    void add(LogRecord record) {
        byte[] block = record.entry() instanceof Publication publication
                ? Frames.event(record.id(), publication.event())
                : NO_BLOCK;
        long index = end;
        Slot slot = new Slot(index, head(), record, block);
        bytes += block.length;
        while (index - start > mask || (bytes > maxBytes && start < index)) {
            trimOldest();
        }
        slots.set((int) (index & mask), slot);
        end = index + 1;
    }

    private void trimOldest() {
        long oldest = start;
        Slot slot = slots.get((int) (oldest & mask));
        bytes -= slot == null ? 0 : slot.block.length;
        start = oldest + 1;
        slots.set((int) (oldest & mask), null);
    }

    /** The record with this index, or null if it has been trimmed or does not exist yet. */
    @Nullable
    Slot get(long index) {
        Slot slot = slots.get((int) (index & mask));
        return slot != null && slot.index == index ? slot : null;
    }

    /** The index that the next record will get. */
    long end() {
        return end;
    }

    /** The position of the newest record, or of the beginning if there was none yet. */
    EventId head() {
        return end == 0 ? origin : newest().record.id();
    }

    /** The newest record. There must have been one. */
    Slot newest() {
        while (true) {
            Slot newest = get(end - 1);
            if (newest != null) {
                return newest;
            }
        }
    }

    /** The oldest position from which everything that follows is here. */
    EventId oldestPosition() {
        while (true) {
            long oldest = start;
            if (oldest == end) {
                return head();
            }
            Slot slot = get(oldest);
            if (slot != null) {
                return slot.previous;
            }
        }
    }

    /** The index of the first record after a position of this epoch, or -1 if not everything after it is here any more. */
    long indexAfter(EventId position) {
        long low = start;
        long high = end;
        if (low < high) {
            Slot oldest = get(low);
            if (oldest == null || !oldest.previous.sameEpoch(position) || oldest.previous.isAfter(position)) {
                return -1;
            }
        } else if (!head().equals(position)) {
            return -1;
        }
        while (low < high) {
            long middle = (low + high) >>> 1;
            Slot slot = get(middle);
            if (slot == null) {
                return -1;
            }
            if (slot.record.id().isAfter(position)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /**
     * A record in the window.
     *
     * @param index where it stands in the window
     * @param previous the position of the record before it
     * @param record as the log holds it
     * @param block the encoded event; empty for a change of a subscription. Shared, never changed
     */
    @SuppressWarnings("ArrayRecordComponent") // shared by all connections on purpose; slots are never compared
    record Slot(long index, EventId previous, LogRecord record, byte[] block) {}
}
