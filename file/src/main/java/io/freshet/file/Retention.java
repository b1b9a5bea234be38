package io.freshet.file;

import io.freshet.MemoryEventLog.Bounds;
import io.freshet.TimeSource;
import java.sql.SQLException;

/** How much is kept, and what is too old by now. */
record Retention(Bounds bounds, TimeSource time) {
    long now() {
        return time.now().toEpochMilli();
    }

    /** What was appended then, or before, is not kept any more. */
    long tooOld() {
        return time.now().minus(bounds.age()).toEpochMilli();
    }

    boolean isBeyond(Extent extent) {
        return !extent.isEmpty()
                && (extent.count() > bounds.count() || extent.bytes() > bounds.bytes() || extent.firstAt() <= tooOld());
    }

    /** What of it is kept. */
    Extent keep(Extent extent, LogFile file) throws SQLException {
        Extent kept = extent;
        if (kept.count() > bounds.count()) {
            kept = kept.from(kept.head() - bounds.count() + 1, file);
        }
        while (isBeyond(kept)) {
            kept = kept.from(kept.first() + 1, file);
        }
        return kept;
    }
}
