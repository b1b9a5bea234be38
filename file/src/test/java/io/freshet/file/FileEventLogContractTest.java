package io.freshet.file;

import io.freshet.EventLog;
import io.freshet.LogEntryCodec;
import io.freshet.MemoryEventLog.Bounds;
import io.freshet.TimeSource;
import io.freshet.testkit.EventLogContract;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

class FileEventLogContractTest extends EventLogContract {
    @TempDir
    private Path folder;

    private int opened;

    @Override
    protected EventLog open(int keeps) {
        return FileEventLog.open(
                folder.resolve("log-" + opened++),
                Fsync.ALWAYS,
                new Bounds(keeps, 1 << 30, Duration.ofHours(1)),
                new LogEntryCodec(),
                TimeSource.system());
    }
}
