package io.freshet.redis;

import io.freshet.EventId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A position as Redis has it: the id of an entry of the stream, {@code life-number}. Each life of the log has a higher number than the
 * one before it, so that whatever a node has read up to, a newer life lies behind it. Number 0 is where a life begins.
 *
 * <p>An {@link EventId} says the same, with the life as its epoch.
 */
record StreamPosition(long life, long number) {
    /** Before everything. */
    static final StreamPosition NONE = new StreamPosition(0, -1);

    private static final Pattern ID = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

    /** Tells the epochs of this log from others'. */
    private static final String PREFIX = "r";

    /** @throws IllegalArgumentException if Redis would not give such an id to an entry of the log */
    static StreamPosition of(String id) {
        Matcher matcher = ID.matcher(id);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("the entry " + id + " is none of a log: its id is life-number");
        }
        return new StreamPosition(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
    }

    /** Null if no life of a log on Redis has given it. */
    static @Nullable StreamPosition of(EventId id) {
        if (!id.epoch().startsWith(PREFIX)) {
            return null;
        }
        try {
            StreamPosition position =
                    new StreamPosition(Long.parseLong(id.epoch().substring(1), 36), id.sequence());
            return position.eventId().equals(id) ? position : null;
        } catch (NumberFormatException another) {
            return null;
        }
    }

    EventId eventId() {
        return new EventId(PREFIX + Long.toString(life, 36), number);
    }

    StreamPosition before() {
        return new StreamPosition(life, number - 1);
    }

    boolean isAfter(StreamPosition other) {
        return life > other.life || (life == other.life && number > other.number);
    }

    /** As Redis has it. */
    @Override
    public String toString() {
        return life + "-" + number;
    }
}
