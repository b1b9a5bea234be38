package io.freshet.file;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.freshet.EventId;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What a log holds, as it stands in a file of its own beside the log's. A database that has lost its end looks like one that never
 * had it; the mark tells.
 *
 * @param head the newest position, noted before it was acknowledged
 * @param first the oldest record
 * @param process who wrote it
 */
record HeadMark(EventId head, long first, long process) {
    static final int BYTES = 56;

    /** "Freshet1". */
    private static final long MAGIC = 0x4672657368657431L;

    private static final int EPOCH_BYTES = 16;
    private static final int CHECKED = BYTES - Long.BYTES;

    /** How many records there were. */
    long count() {
        return head.sequence() - first + 1;
    }

    ByteBuffer bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        byte[] epoch = new byte[EPOCH_BYTES];
        byte[] name = head.epoch().getBytes(US_ASCII);
        System.arraycopy(name, 0, epoch, 0, name.length);
        bytes.putLong(MAGIC)
                .putLong(process)
                .putLong(head.sequence())
                .putLong(first)
                .put(epoch);
        return bytes.putLong(checksum(bytes)).flip();
    }

    /** Empty if the bytes are no mark, or a damaged one. */
    static Optional<HeadMark> read(ByteBuffer bytes) {
        if (bytes.remaining() != BYTES || bytes.getLong(0) != MAGIC || bytes.getLong(CHECKED) != checksum(bytes)) {
            return Optional.empty();
        }
        long process = bytes.getLong(Long.BYTES);
        long sequence = bytes.getLong(2 * Long.BYTES);
        long first = bytes.getLong(3 * Long.BYTES);
        byte[] epoch = new byte[EPOCH_BYTES];
        bytes.get(4 * Long.BYTES, epoch);
        String name = new String(epoch, US_ASCII);
        int end = name.indexOf('\0');
        EventId head = new EventId(end < 0 ? name : name.substring(0, end), sequence);
        return Optional.of(new HeadMark(head, first, process));
    }

    private static long checksum(ByteBuffer bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.slice(0, CHECKED));
        return checksum.getValue();
    }
}
