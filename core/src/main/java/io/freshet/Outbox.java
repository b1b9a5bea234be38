package io.freshet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** The blocks that wait for one connection, oldest first, bounded in number and bytes. Touched by the connection's lane only. */
final class Outbox {
    private final int maxBlocks;
    private final long maxBytes;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long bytes;

    Outbox(int maxBlocks, long maxBytes) {
        this.maxBlocks = maxBlocks;
        this.maxBytes = maxBytes;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Whether blocks of so many bytes still fit. A single block fits into an empty outbox whatever its size. */
    boolean hasRoomFor(int blocks, int size) {
        return waiting.isEmpty() || (waiting.size() + blocks <= maxBlocks && bytes + size <= maxBytes);
    }

    /** Adds a block of Freshet's own. There are few of them, so they always fit. */
    void add(byte[] block) {
        add(block, List.of());
    }

    /** Adds the block of an event with these topics. The caller has seen to the room. */
    void add(byte[] block, List<String> topics) {
        waiting.add(new Waiting(block, topics));
        bytes += block.length;
    }

    /** Removes every event that another one with the same topics follows, the one about to be added included. */
    void keepLatestPerTopic(List<String> topicsOfNext) {
        Set<List<String>> seen = new HashSet<>(List.of(topicsOfNext));
        Iterator<Waiting> newestFirst = waiting.descendingIterator();
        while (newestFirst.hasNext()) {
            Waiting block = newestFirst.next();
            if (!block.topics.isEmpty() && !seen.add(block.topics)) {
                newestFirst.remove();
                bytes -= block.block.length;
            }
        }
    }

    /** Takes blocks off the front until they have so many bytes or nothing is left. */
    List<byte[]> take(int atLeastBytes) {
        List<byte[]> taken = new ArrayList<>();
        int size = 0;
        while (size < atLeastBytes && !waiting.isEmpty()) {
            byte[] block = waiting.remove().block;
            taken.add(block);
            size += block.length;
        }
        bytes -= size;
        return taken;
    }

    void clear() {
        waiting.clear();
        bytes = 0;
    }

    @SuppressWarnings("ArrayRecordComponent") // shared by all connections on purpose; never compared
    private record Waiting(byte[] block, List<String> topics) {}
}
