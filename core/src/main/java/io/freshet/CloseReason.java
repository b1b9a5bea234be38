package io.freshet;

import java.util.Locale;

/** Why a connection ended. The same word stands in logs, metrics and on the wire. */
public enum CloseReason {
    /** The peer closed its end, or a write to it failed. */
    PEER_GONE(true),
    /** A newer connection of the same subscriber took its place. */
    REPLACED(false),
    /** Its node learnt late what became of its place, or of its subscriber, on other nodes: it is to be asked for again. */
    PLACE_LOST(true),
    /** The page said goodbye. Its subscriber stays, for the grace period. */
    GOODBYE(true),
    /** The subscriber left for good. */
    LEFT(false),
    /** The reader was slower than its events; it can resume from the log. */
    OVERFLOW(true),
    /** The peer took nothing for longer than a connection may stall. */
    STALLED(true),
    /** The longest life of a connection was reached. */
    TIMEOUT(true),
    /** The right to the stream ran out; who gets a new one may come back. */
    EXPIRED(true),
    /** The right to the stream was taken away, by a logout for example. */
    RIGHT_ENDED(false),
    /** The application ended the connection. */
    CLOSED(false),
    /** The hub is shutting down. */
    SHUTDOWN(true),
    /** Something broke on our side; the log of the application has the cause. */
    FAILED(true);

    private final boolean comeBack;
    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    CloseReason(boolean comeBack) {
        this.comeBack = comeBack;
    }

    /** Whether the client is asked to come back. */
    public boolean comeBack() {
        return comeBack;
    }

    /** The reason as logs, metrics and the wire have it: {@code peer-gone}. */
    @Override
    public String toString() {
        return word;
    }
}
