package io.freshet.file;

import io.freshet.EventId;
import org.jspecify.annotations.Nullable;

/**
 * A log's file that was found in order, or put in order.
 *
 * @param file for the one that writes
 * @param epoch of its positions
 * @param extent the records that it holds
 * @param damage what was found missing, or null
 */
record OpenedLog(LogFile file, String epoch, Extent extent, @Nullable Damage damage) {
    EventId head() {
        return new EventId(epoch, extent.head());
    }
}
