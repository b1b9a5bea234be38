package io.freshet;

import java.util.Locale;

/** Why some events that were owed to a subscriber could not be delivered. The same word stands on the wire. */
public enum GapReason {
    /** The log was trimmed past the position to resume from, or has lost something on the way. */
    TRIMMED,
    /** The position to resume from is none that this life of the log has given, or a new life began while the stream was open. */
    EPOCH,
    /** The last event id is not the text of a position. */
    UNREADABLE,
    /** What the subscriber had selected at the position to resume from is no longer known. */
    FORGOTTEN,
    /** The reader was too slow, and its policy is to drop events. */
    OVERFLOW;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The reason as logs, metrics and the wire have it: {@code trimmed}. */
    @Override
    public String toString() {
        return word;
    }
}
