package io.freshet.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.EventId;
import io.freshet.EventLog;
import io.freshet.LogRecord;
import io.freshet.MemoryEventLog.Bounds;
import io.freshet.TimeSource;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailedBatchTest {
    @TempDir
    private Path folder;

    @Test
    void whoeverIsInABatchThatFailsWithAnErrorIsToldAndTheNextIsTaken() throws Exception {
        BrokenClock clock = new BrokenClock();
        try (FileEventLog log = Logs.open(folder.resolve("log"), Fsync.NEVER, Bounds.DEFAULT, clock)) {
            Logs.append(log, "1");
            clock.broken = true;
            assertThatThrownBy(() -> Logs.append(log, "lost"))
                    .cause()
                    .isInstanceOf(LogFileException.class)
                    .hasMessageContaining("broken");
            clock.broken = false;
            Logs.append(log, "2");
            assertThat(Logs.data(log)).containsExactly("1", "2");
        }
    }

    @Test
    void aTailThatFailsIsToldThatItLacksWhatItFailedAtAndNothingElse() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (FileEventLog log = Logs.open(folder.resolve("log"))) {
            log.tail(new EventLog.Tail() {
                @Override
                public void begin(EventId head) {
                    seen.add("begin " + head.sequence());
                }

                @Override
                public void next(LogRecord record) {
                    if (record.id().sequence() == 2) {
                        throw new OutOfMemoryError("broken");
                    }
                    seen.add("next " + record.id().sequence());
                }
            });
            Logs.append(log, 1, 4);
        }
        assertThat(seen).containsExactly("begin 0", "next 1", "begin 2", "next 3", "next 4");
    }

    /** Fails as a JVM does that has no memory left. */
    private static final class BrokenClock implements TimeSource {
        private volatile boolean broken;

        @Override
        public Instant now() {
            if (broken) {
                throw new OutOfMemoryError("broken");
            }
            return TimeSource.system().now();
        }

        @Override
        public long nanos() {
            return TimeSource.system().nanos();
        }
    }
}
