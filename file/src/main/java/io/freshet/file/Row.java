package io.freshet.file;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A record as the file has it.
 *
 * @param sequence its position in the epoch
 * @param at when it was appended, in milliseconds since 1970; never less than in the record before
 * @param start how many bytes of the log come before it
 * @param entry the entry, encoded
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Row(long sequence, long at, long start, byte[] entry) {
    /** What a record takes in the file besides its entry, about. */
    private static final int OVERHEAD = 32;

    /** How many bytes of the log come before the record after it. */
    long end() {
        return start + OVERHEAD + entry.length;
    }

    /** Tells a damaged record. */
    long checksum() {
        CRC32C checksum = new CRC32C();
        checksum.update(ByteBuffer.allocate(3 * Long.BYTES)
                .putLong(sequence)
                .putLong(at)
                .putLong(start)
                .flip());
        checksum.update(entry);
        return checksum.getValue();
    }
}
