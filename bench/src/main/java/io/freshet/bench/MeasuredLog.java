package io.freshet.bench;

import io.freshet.EventLog;
import io.freshet.LogEntryCodec;
import io.freshet.MemoryEventLog;
import io.freshet.MemoryEventLog.Bounds;
import io.freshet.TimeSource;
import io.freshet.file.FileEventLog;
import io.freshet.file.Fsync;
import java.nio.file.Path;

/** A log whose appends are measured, with its default bounds. */
enum MeasuredLog {
    MEMORY("memory") {
        @Override
        EventLog open(Path path) {
            return new MemoryEventLog();
        }
    },
    FILE_NEVER("file, `fsync: never`") {
        @Override
        EventLog open(Path path) {
            return file(path, Fsync.NEVER);
        }
    },
    FILE_ALWAYS("file, `fsync: always`") {
        @Override
        EventLog open(Path path) {
            return file(path, Fsync.ALWAYS);
        }
    },
    FORCED_WRITE("no log: a write of 250 bytes, forced to the disk for each event") {
        @Override
        EventLog open(Path path) {
            return new ForcedWrites(path);
        }
    };

    private final String title;

    MeasuredLog(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    abstract EventLog open(Path path);

    private static EventLog file(Path path, Fsync fsync) {
        return FileEventLog.open(path, fsync, Bounds.DEFAULT, new LogEntryCodec(), TimeSource.system());
    }
}
