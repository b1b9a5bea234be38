package io.freshet;

import java.util.List;

/**
 * Records of one epoch that follow one another without a hole.
 *
 * @param from the position that the first record follows. Where it is not the position that was asked for, what lay between
 *     is gone: the log was trimmed past it, or belongs to another epoch
 * @param records in the order of their positions; empty at the head of the log
 */
public record LogPage(EventId from, List<LogRecord> records) {
    /** Copies the records. */
    public LogPage {
        records = List.copyOf(records);
    }
}
