package io.freshet.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.EventId;
import io.freshet.LogPage;
import io.freshet.MemoryEventLog.Bounds;
import io.freshet.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundsTest {
    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock();

    private FileEventLog log(int count, long bytes, Duration age) {
        return Logs.open(folder.resolve("log"), Fsync.NEVER, new Bounds(count, bytes, age), clock);
    }

    @Test
    void itIsBoundedByCount() throws Exception {
        try (FileEventLog log = log(3, 1 << 20, Duration.ofHours(1))) {
            EventId first = Logs.append(log, 1, 10).get(0);
            assertThat(Logs.answer(log.since(first, 100)).from().sequence()).isEqualTo(7);
            assertThat(Logs.dataAfter(log, first)).containsExactly("8", "9", "10");
        }
    }

    @Test
    void itIsBoundedByBytes() throws Exception {
        try (FileEventLog log = log(1000, 10_000, Duration.ofHours(1))) {
            for (int i = 0; i < 100; i++) {
                Logs.append(log, "x".repeat(1000));
            }
            assertThat(Logs.data(log)).hasSizeBetween(5, 10);
        }
    }

    @Test
    void whatIsTooOldIsNotReadAnyMore() throws Exception {
        try (FileEventLog log = log(1000, 1 << 20, Duration.ofHours(1))) {
            EventId first = Logs.append(log, "1");
            EventId second = Logs.append(log, "2");
            clock.advance(Duration.ofMinutes(30));
            EventId third = Logs.append(log, "3");
            clock.advance(Duration.ofMinutes(30));
            LogPage page = Logs.answer(log.since(first, 2));
            assertThat(page.from()).isEqualTo(second);
            assertThat(page.records()).hasSize(1);
            clock.advance(Duration.ofMinutes(30));
            assertThat(Logs.answer(log.since(first, 1)).from()).isEqualTo(third);
        }
    }

    @Test
    void aRecordLargerThanTheLogIsSeenByTailsAndNotKept() throws Exception {
        try (FileEventLog log = log(10, 100, Duration.ofHours(1))) {
            EventId large = Logs.append(log, "x".repeat(1000));
            LogPage page = Logs.answer(log.since(new EventId(large.epoch(), 0), 10));
            assertThat(page.from()).isEqualTo(large);
            assertThat(page.records()).isEmpty();
        }
    }

    @Test
    void aFileStaysAboutAsLargeAsWhatItKeeps() throws Exception {
        try (FileEventLog log = log(1000, 1L << 30, Duration.ofHours(1))) {
            Logs.append(log, 1, 2000);
            long size = java.nio.file.Files.size(folder.resolve("log"));
            Logs.append(log, 1, 20_000);
            assertThat(java.nio.file.Files.size(folder.resolve("log"))).isLessThan(Math.max(size, 1 << 20) * 2);
        }
    }
}
