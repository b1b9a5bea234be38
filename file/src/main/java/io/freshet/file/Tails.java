package io.freshet.file;

import io.freshet.EventId;
import io.freshet.EventLog.Tail;
import io.freshet.LogRecord;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who follows the log, and how far they have been shown it. */
final class Tails {
    private static final Logger LOG = LoggerFactory.getLogger(Tails.class);

    // Guarded by this. Tails are called under the lock, so that one begins exactly where the next record follows.
    private final List<Tail> tails = new ArrayList<>();

    /** Written under the lock. */
    private volatile EventId shown;

    Tails(EventId head) {
        this.shown = head;
    }

    synchronized void add(Tail tail) {
        tail.begin(shown);
        tails.add(tail);
    }

    synchronized void show(List<LogRecord> records) {
        for (LogRecord record : records) {
            shown = record.id();
            tails.forEach(tail -> show(record, tail));
        }
    }

    /** A tail that fails keeps no record from the others, nor the log from going on. It is told that it lacks what it failed at. */
    private static void show(LogRecord record, Tail tail) {
        try {
            tail.next(record);
        } catch (RuntimeException | Error failure) {
            LOG.error("A tail of the log failed at {}; it goes on behind that", record.id(), failure);
            tail.begin(record.id());
        }
    }

    /** The newest position that tails have seen; nobody is told of a newer one. */
    EventId shown() {
        return shown;
    }

    synchronized void clear() {
        tails.clear();
    }
}
