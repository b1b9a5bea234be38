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

    /** Where the tail has begun last. Written by the tail only, before the end that tells of it. */
    private volatile Beginning beginning = new Beginning(-1, new EventId("none", 0));

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
    }

    /** Says which position the next record will follow. From the second time on that is a slot of its own, for lanes to come by. */
    void begin(EventId position, boolean again) {
        EventId previous = head();
        beginning = new Beginning(again ? end : -1, position);
        if (again) {
            add(previous, position, null, NO_BLOCK);
        }
    }

    /** Adds the log's next record. */
    void add(LogRecord record) {
        byte[] block = record.entry() instanceof Publication publication
                ? Frames.event(record.id(), publication.event())
                : NO_BLOCK;
        add(head(), record.id(), record.entry(), block);
    }

    private void add(EventId previous, EventId position, @Nullable LogEntry entry, byte[] block) {
        long index = end;
        Slot slot = new Slot(index, previous, position, entry, block);
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
        return end == 0 ? beginning.position : newest().position;
    }

    /** The newest slot. There must have been one. */
    Slot newest() {
        while (true) {
            Slot newest = get(end - 1);
            if (newest != null) {
                return newest;
            }
        }
    }

    /** Where the part of the log begins that has the newest slot: nothing before it can be compared with that, or was shown. */
    EventId origin() {
        return beginning.position;
    }

    /** The oldest position from which everything that follows is here. */
    EventId oldestPosition() {
        while (true) {
            Beginning begun = beginning;
            long oldest = start;
            if (oldest <= begun.index || oldest == end) {
                return begun.position;
            }
            Slot slot = get(oldest);
            if (slot != null) {
                return slot.previous;
            }
        }
    }

    /**
     * The index of the first record after a position, or -1 if not everything after it is here: not any more, or because the tail
     * began anew behind it.
     */
    long indexAfter(EventId position) {
        long high = end;
        // Read after the end: so it is no older than what the end belongs to.
        Beginning begun = beginning;
        long low = Math.max(start, begun.index + 1);
        if (!position.sameEpoch(begun.position)) {
            return -1;
        }
        if (low < high) {
            Slot oldest = get(low);
            if (oldest == null || oldest.previous.isAfter(position)) {
                return -1;
            }
        } else if (!begun.position.equals(position)) {
            return -1;
        }
        while (low < high) {
            long middle = (low + high) >>> 1;
            Slot slot = get(middle);
            if (slot == null) {
                return -1;
            }
            if (slot.position.isAfter(position)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /**
     * A record in the window, or a place where the tail began again.
     *
     * @param index where it stands in the window
     * @param previous the position of what stands before it
     * @param position the record's position, or where the tail began
     * @param entry what the log holds there; null where the tail began
     * @param block the encoded event; empty if it is none. Shared, never changed
     */
    @SuppressWarnings("ArrayRecordComponent") // shared by all connections on purpose; slots are never compared
    record Slot(long index, EventId previous, EventId position, @Nullable LogEntry entry, byte[] block) {}

    /**
     * Where the tail began.
     *
     * @param index of its slot; -1 if the window began there, too
     * @param position that the next record follows
     */
    private record Beginning(long index, EventId position) {}
}
