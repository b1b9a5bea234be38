package io.freshet;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an application publishes: the fields of one server-sent event, but for the id, which the log gives.
 *
 * @param type the event's type, the name that {@code addEventListener} takes; {@link #MESSAGE} is the type of an event that
 *     names none
 * @param data the payload; may have several lines (CR, LF and CRLF each end one; readers see LF)
 * @param retry the reconnection time that readers take over with this event, or null to leave theirs; see "server-sent
 *     events" in the WHATWG HTML standard
 */
public record Event(String type, String data, @Nullable Duration retry) {
    /** The type of an event that names none, as the HTML standard has it. */
    public static final String MESSAGE = "message";

    /** The timers of browsers hold no more. */
    private static final Duration MAX_RETRY = Duration.ofMillis(Integer.MAX_VALUE);

    private static final Set<String> RESERVED = Set.of("connect", "gap", "reselected", "close");

    /**
     * @throws IllegalArgumentException if the type is empty, longer than 128 characters, has a control character (CR, LF and
     *     NUL could forge a field), or is one of Freshet's own: {@code connect}, {@code gap}, {@code reselected}, {@code close}; or if the
     *     reconnection time is negative, or longer than the 24.8 days that a browser's timer holds
     */
    public Event {
        Text.requirePlain("event type", type, Text.MAX_TYPE);
        if (RESERVED.contains(type)) {
            throw new IllegalArgumentException(
                    "event type '" + type + "' is not allowed: connect, gap, reselected and close are Freshet's own");
        }
        if (retry != null && (retry.isNegative() || retry.compareTo(MAX_RETRY) > 0)) {
            throw new IllegalArgumentException("retry " + retry + " is not allowed: zero to " + MAX_RETRY);
        }
    }

    /** An event with a type and a payload. */
    public static Event of(String type, String data) {
        return new Event(type, data, null);
    }

    /** An event of the type {@link #MESSAGE}. */
    public static Event message(String data) {
        return new Event(MESSAGE, data, null);
    }

    /** The same event, with a reconnection time (whole milliseconds) for its readers. */
    public Event withRetry(Duration reconnectionTime) {
        return new Event(type, data, reconnectionTime);
    }
}
