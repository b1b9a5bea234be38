package io.freshet;

/** What happens when a reader is so slow that its outbox is full. */
public enum OverflowPolicy {
    /** The connection is ended; the client comes back and resumes from the log, so nothing is lost. */
    DISCONNECT,
    /**
     * Of events with the same topics only the latest stays. If the outbox is full of different topics the connection is ended,
     * as with {@link #DISCONNECT}.
     */
    LATEST,
    /** Events that do not fit are dropped; a {@code gap} says so before the next event. */
    DROP
}
