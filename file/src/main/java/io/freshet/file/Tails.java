package io.freshet.file;

import io.freshet.EventId;
import io.freshet.EventLog.Tail;
import io.freshet.LogRecord;
import java.util.ArrayList;
import java.util.List;

/** Who follows the log, and how far they have been shown it. */
final class Tails {
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
            tails.forEach(tail -> tail.next(record));
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
