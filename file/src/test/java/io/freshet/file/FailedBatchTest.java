package io.freshet.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.MemoryEventLog.Bounds;
import io.freshet.TimeSource;
import java.nio.file.Path;
import java.time.Instant;
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
