package io.freshet.file;

import java.sql.SQLException;
import java.util.List;

/**
 * Which records a file holds: all from the oldest to the newest.
 *
 * @param first the oldest record's sequence; one more than {@code head} if there is none
 * @param firstAt when the oldest was appended
 * @param firstStart how many bytes of the log come before the oldest
 * @param head the newest record's sequence, or that of the last one there was
 * @param headAt when the newest was appended
 * @param end how many bytes of the log there have been
 */
record Extent(long first, long firstAt, long firstStart, long head, long headAt, long end) {
    static final Extent NOTHING = new Extent(1, 0, 0, 0, 0, 0);

    boolean isEmpty() {
        return first > head;
    }

    long count() {
        return head - first + 1;
    }

    long bytes() {
        return end - firstStart;
    }

    /** With a row more, which follows the newest unless there is none. */
    Extent with(Row row) {
        return isEmpty()
                ? new Extent(row.sequence(), row.at(), row.start(), row.sequence(), row.at(), row.end())
                : new Extent(first, firstAt, firstStart, row.sequence(), row.at(), row.end());
    }

    Extent with(List<Row> rows) {
        Extent extent = this;
        for (Row row : rows) {
            extent = extent.with(row);
        }
        return extent;
    }

    /** Without what comes before a position. */
    Extent from(long sequence, LogFile file) throws SQLException {
        if (sequence > head) {
            return new Extent(head + 1, headAt, end, head, headAt, end);
        }
        Row row = file.read(sequence);
        if (row == null) {
            throw new DamagedRowException(sequence);
        }
        return new Extent(sequence, row.at(), row.start(), head, headAt, end);
    }
}
