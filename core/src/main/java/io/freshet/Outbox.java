package io.freshet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that wait for one connection, oldest first, bounded in number and bytes. Most outboxes are empty at most times, and cost
 * next to nothing then. Touched by the connection's lane only.
 */
final class Outbox {
    private final int maxBlocks;
    private final long maxBytes;
    private @Nullable Waiting first;
    private @Nullable Waiting last;
    private int count;
    private long bytes;

    Outbox(int maxBlocks, long maxBytes) {
        this.maxBlocks = maxBlocks;
        this.maxBytes = maxBytes;
    }

    boolean isEmpty() {
        return first == null;
    }

    /** Whether blocks of so many bytes still fit. A single block fits into an empty outbox whatever its size. */
    boolean hasRoomFor(int blocks, int size) {
        return first == null || (count + blocks <= maxBlocks && bytes + size <= maxBytes);
    }

    /** Adds a block of Freshet's own. There are few of them, so they always fit. */
    void add(byte[] block) {
        add(block, List.of());
    }

    /** Adds the block of an event with these topics. The caller has seen to the room. */
    void add(byte[] block, List<String> topics) {
        Waiting added = new Waiting(block, topics);
        if (last == null) {
            first = added;
        } else {
            last.next = added;
        }
        last = added;
        count++;
        bytes += block.length;
    }

    /** Removes every event that another one with the same topics follows, the one about to be added included. */
    void keepLatestPerTopic(List<String> topicsOfNext) {
        Deque<Waiting> newestFirst = new ArrayDeque<>(count);
        for (Waiting each = first; each != null; each = each.next) {
            newestFirst.addFirst(each);
        }
        Set<List<String>> seen = new HashSet<>(List.of(topicsOfNext));
        Deque<Waiting> kept = new ArrayDeque<>(count);
        for (Waiting each : newestFirst) {
            if (each.topics.isEmpty() || seen.add(each.topics)) {
                kept.addFirst(each);
            }
        }
        clear();
        kept.forEach(each -> add(each.block, each.topics));
    }

    /** Takes blocks off the front until they have so many bytes or nothing is left. */
    List<byte[]> take(int atLeastBytes) {
        if (first != null && first == last) {
            List<byte[]> all = List.of(first.block);
            clear();
            return all;
        }
        List<byte[]> taken = new ArrayList<>(count);
        int size = 0;
        while (size < atLeastBytes && first != null) {
            taken.add(first.block);
            size += first.block.length;
            first = first.next;
        }
        if (first == null) {
            last = null;
        }
        count -= taken.size();
        bytes -= size;
        return taken;
    }

    void clear() {
        first = null;
        last = null;
        count = 0;
        bytes = 0;
    }

    /** A block with the one behind it. */
    private static final class Waiting {
        private final byte[] block;
        private final List<String> topics;
        private @Nullable Waiting next;

        private Waiting(byte[] block, List<String> topics) {
            this.block = block;
            this.topics = topics;
        }
    }
}
