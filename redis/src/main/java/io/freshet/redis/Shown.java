package io.freshet.redis;

import io.freshet.EventId;
import io.freshet.EventLog;
import io.freshet.LogEntry;
import io.freshet.LogRecord;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node has seen of the log, and those who follow it here. They are called under its lock, which is what gives all of them the
 * same order; only the follower calls them.
 */
final class Shown {
    private static final Logger LOG = LoggerFactory.getLogger(Shown.class);

    // All below is guarded by this.
    private final List<EventLog.Tail> tails = new ArrayList<>();
    private StreamPosition position = StreamPosition.NONE;
    private String append = "";

    synchronized void tail(EventLog.Tail tail) {
        tail.begin(position.eventId());
        tails.add(tail);
    }

    /** The log goes on from here; what lies between is lost. */
    synchronized void begin(StreamPosition at) {
        position = at;
        append = "";
        EventId head = at.eventId();
        tails.forEach(tail -> tail.begin(head));
    }

    synchronized void next(StreamPosition at, LogEntry entry, String appendedAs) {
        position = at;
        append = appendedAs;
        LogRecord record = new LogRecord(at.eventId(), entry);
        tails.forEach(tail -> show(record, tail));
    }

    /** A tail that fails keeps no record from the others, nor the log from going on. It is told that it lacks what it failed at. */
    private static void show(LogRecord record, EventLog.Tail tail) {
        try {
            tail.next(record);
        } catch (RuntimeException | Error failure) {
            LOG.error("A tail of the log failed at {}; it goes on behind that", record.id(), failure);
            tail.begin(record.id());
        }
    }

    synchronized StreamPosition position() {
        return position;
    }

    /** What was seen last. */
    synchronized Last last() {
        return new Last(position, append);
    }

    synchronized void close() {
        tails.clear();
    }

    /**
     * What was seen last.
     *
     * @param append tells the entry from another one that stands at this position in another history; empty if it is not known
     */
    record Last(StreamPosition position, String append) {}
}
