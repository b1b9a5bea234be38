package io.freshet.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/**
 * The blocks that were sent last, as one buffer. What a lane sends to one connection in a turn it mostly sends to the next as well,
 * and then they share the bytes. For one thread.
 */
final class LastBatch {
    private final List<byte[]> blocks = new ArrayList<>();
    private ByteBuf bytes = Unpooled.EMPTY_BUFFER;

    /** The blocks in one buffer, which the caller releases and nobody changes. */
    ByteBuf of(List<byte[]> wanted, ByteBufAllocator allocator) {
        if (!isSame(wanted)) {
            release();
            bytes = copy(wanted, allocator);
            blocks.addAll(wanted);
        }
        return bytes.retainedDuplicate();
    }

    /** Blocks are shared and never changed, so the same arrays have the same bytes. */
    private boolean isSame(List<byte[]> wanted) {
        if (blocks.isEmpty() || wanted.size() != blocks.size()) {
            return false;
        }
        for (int i = 0; i < wanted.size(); i++) {
            if (wanted.get(i) != blocks.get(i)) {
                return false;
            }
        }
        return true;
    }

    private static ByteBuf copy(List<byte[]> blocks, ByteBufAllocator allocator) {
        int size = 0;
        for (byte[] block : blocks) {
            size += block.length;
        }
        ByteBuf copy = allocator.directBuffer(size, size);
        for (byte[] block : blocks) {
            copy.writeBytes(block);
        }
        return copy;
    }

    void release() {
        blocks.clear();
        bytes.release();
        bytes = Unpooled.EMPTY_BUFFER;
    }
}
