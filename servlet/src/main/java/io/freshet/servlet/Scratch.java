package io.freshet.servlet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Where a thread puts together what goes to a socket next. */
final class Scratch {
    static final ByteBuffer EMPTY = ByteBuffer.allocate(0).asReadOnlyBuffer();

    /** Ends a body that comes in chunks. */
    static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** More than a lane hands over at once, unless an event is larger by itself. */
    private static final int SIZE = 64 * 1024;

    /** The length of a chunk with its line breaks, and the one behind the chunk. */
    private static final int CHUNK_OVERHEAD = 12;

    /** Outside the heap, where the system can read it. */
    private static final ThreadLocal<ByteBuffer> WRITING =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(SIZE));

    private static final ThreadLocal<ByteBuffer> READING = ThreadLocal.withInitial(() -> ByteBuffer.allocate(1024));

    private Scratch() {}

    /** For bytes that nobody looks at. */
    static ByteBuffer forReading() {
        return READING.get().clear();
    }

    /** The blocks one after another; valid until the thread comes for the next. */
    static ByteBuffer of(List<byte[]> blocks) {
        return filled(room(length(blocks)), blocks).flip();
    }

    /** The same as a chunk (RFC 9112, 7.1). */
    static ByteBuffer ofChunk(List<byte[]> blocks) {
        int length = length(blocks);
        ByteBuffer buffer = room(length + CHUNK_OVERHEAD);
        buffer.put((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        return filled(buffer, blocks).put((byte) '\r').put((byte) '\n').flip();
    }

    /** What is left, to be kept. */
    static ByteBuffer copyOfRest(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    }

    private static ByteBuffer room(int length) {
        return length > SIZE ? ByteBuffer.allocate(length) : WRITING.get().clear();
    }

    private static ByteBuffer filled(ByteBuffer buffer, List<byte[]> blocks) {
        for (byte[] block : blocks) {
            buffer.put(block);
        }
        return buffer;
    }

    private static int length(List<byte[]> blocks) {
        int length = 0;
        for (byte[] block : blocks) {
            length += block.length;
        }
        return length;
    }
}
