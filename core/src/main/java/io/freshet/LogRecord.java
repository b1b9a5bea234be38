package io.freshet;

/**
 * What the log holds: an entry and the position that it was given.
 *
 * @param id the record's position
 * @param entry what was appended
 */
public record LogRecord(EventId id, LogEntry entry) {}
