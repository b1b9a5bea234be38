package io.freshet;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a connection that is not admitted: always {@code text/event-stream}, whatever the request accepts.
 *
 * <p>A native {@code EventSource} never comes back after a status other than 200. The {@linkplain #inStream in-stream} form is
 * for those: status 200, a reconnection time, a {@code close} event, and the end.
 *
 * @param reason why
 * @param status the HTTP status
 * @param code what the client's program reads, such as {@code SHARE_LINK_ACCESS_LIMIT_EXCEEDED}
 * @param message what a person reads
 * @param retryAfter when to try again, sent as {@code Retry-After} in whole seconds (RFC 9110, 10.2.3), or null
 * @param inStream whether the answer has the in-stream form
 */
public record Refusal(
        RefusalReason reason,
        int status,
        String code,
        String message,
        @Nullable Duration retryAfter,
        boolean inStream) {
    /** @throws IllegalArgumentException if the status is not one of 200, 400 to 599, or the waiting time is negative */
    public Refusal {
        if (status != 200 && (status < 400 || status > 599)) {
            throw new IllegalArgumentException("status " + status + " of a refusal is not allowed: 400 to 599");
        }
        if (retryAfter != null && retryAfter.isNegative()) {
            throw new IllegalArgumentException("Retry-After " + retryAfter + " is not allowed: zero or more");
        }
    }

    /** A refusal with the reason's own status and code. */
    public static Refusal of(RefusalReason reason, String message) {
        return new Refusal(reason, reason.status(), reason.toString(), message, null, false);
    }

    /** The same with another status and code. */
    public Refusal withStatus(int newStatus, String newCode) {
        return new Refusal(reason, newStatus, newCode, message, retryAfter, inStream);
    }

    /** The same with a waiting time. */
    public Refusal withRetryAfter(Duration newRetryAfter) {
        return new Refusal(reason, status, code, message, newRetryAfter, inStream);
    }

    /** The same in the form that a native {@code EventSource} survives; it comes back after the waiting time. */
    public Refusal asStream() {
        return new Refusal(reason, 200, code, message, retryAfter, true);
    }

    /** The value of the {@code Retry-After} header, in whole seconds rounded up, or null. */
    public @Nullable String retryAfterSeconds() {
        return retryAfter == null ? null : Long.toString((retryAfter.toMillis() + 999) / 1000);
    }

    /** The body of the answer, in UTF-8. */
    public byte[] body() {
        return Frames.refusal(this);
    }
}
