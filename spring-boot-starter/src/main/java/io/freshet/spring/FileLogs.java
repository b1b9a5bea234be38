package io.freshet.spring;

import io.freshet.EventLog;
import io.freshet.LogEntryCodec;
import io.freshet.TimeSource;
import io.freshet.file.FileEventLog;
import io.freshet.file.Fsync;
import java.nio.file.Path;

/** The log in a file, as the properties want it. Loaded only where {@code freshet-file} is there. */
final class FileLogs {
    private FileLogs() {}

    static EventLog open(FreshetProperties.Log log, LogEntryCodec codec) {
        return FileEventLog.open(
                Path.of(String.valueOf(log.path())),
                Fsync.valueOf(log.fsync().name()),
                log.bounds(),
                codec,
                TimeSource.system());
    }
}
