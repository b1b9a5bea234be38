package io.freshet;

import java.util.Locale;

/** Why a connection was refused. The same word stands in logs, metrics and on the wire. */
public enum RefusalReason {
    /** The owner has as many live subscribers as the stream allows. */
    LIMIT(429),
    /** The hub has as many connections as it may have. */
    FULL(503),
    /** What the nodes of the hub agree over is away, so nobody knows whether there is a place. */
    AWAY(503),
    /** The hub is shutting down. */
    SHUTDOWN(503),
    /** The request is not well formed. */
    INVALID(400),
    /** Nobody is known to have sent the request. */
    UNAUTHENTICATED(401),
    /** The request has no right to the stream, or to what it selects. */
    FORBIDDEN(403),
    /** Something broke on our side. */
    FAILED(500);

    private final int status;
    private final String word = name().toLowerCase(Locale.ROOT);

    RefusalReason(int status) {
        this.status = status;
    }

    /** The HTTP status that goes with it, unless the application chooses another. */
    public int status() {
        return status;
    }

    /** The reason as logs, metrics and the wire have it. */
    @Override
    public String toString() {
        return word;
    }
}
