package io.freshet.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.EventId;
import io.freshet.LogPage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RestartTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void positionsAndRecordsGoOnOverARestart(Fsync fsync) throws Exception {
        Path path = folder.resolve("log");
        List<EventId> before;
        try (FileEventLog log = Logs.open(path, fsync, 1000)) {
            before = Logs.append(log, 1, 20);
        }
        try (FileEventLog log = Logs.open(path, fsync, 1000)) {
            assertThat(log.damage()).isEmpty();
            assertThat(Logs.head(log)).isEqualTo(before.get(19));
            assertThat(Logs.dataAfter(log, before.get(9)))
                    .containsExactly("11", "12", "13", "14", "15", "16", "17", "18", "19", "20");
            EventId next = Logs.append(log, "21");
            assertThat(next.sameEpoch(before.get(0))).isTrue();
            assertThat(next.isAfter(before.get(19))).isTrue();
        }
    }

    @Test
    void aPositionThatWasTrimmedBeforeTheRestartIsKnownToBe() throws Exception {
        Path path = folder.resolve("log");
        EventId first;
        try (FileEventLog log = Logs.open(path, Fsync.ALWAYS, 10)) {
            first = Logs.append(log, 1, 30).get(0);
        }
        try (FileEventLog log = Logs.open(path, Fsync.ALWAYS, 10)) {
            LogPage page = Logs.answer(log.since(first, 100));
            assertThat(page.from().sequence()).isEqualTo(20);
            assertThat(page.records()).hasSize(10);
        }
    }

    @Test
    void positionsGoOnWhereNoRecordIsLeft() throws Exception {
        Path path = folder.resolve("log");
        EventId last;
        var tiny = new io.freshet.MemoryEventLog.Bounds(10, 1, java.time.Duration.ofHours(1));
        try (FileEventLog log = Logs.open(path, Fsync.ALWAYS, tiny, io.freshet.TimeSource.system())) {
            Logs.append(log, "1");
            last = Logs.append(log, "2");
        }
        try (FileEventLog log = Logs.open(path)) {
            assertThat(log.damage()).isEmpty();
            assertThat(Logs.head(log)).isEqualTo(last);
            assertThat(Logs.append(log, "3").sequence()).isEqualTo(3);
        }
    }

    @Test
    void smallerBoundsHoldFromTheFirstRecordOn() throws Exception {
        Path path = folder.resolve("log");
        try (FileEventLog log = Logs.open(path)) {
            Logs.append(log, 1, 100);
        }
        try (FileEventLog log = Logs.open(path, Fsync.ALWAYS, 5)) {
            Logs.append(log, "101");
            assertThat(Logs.data(log)).containsExactly("97", "98", "99", "100", "101");
        }
    }

    @Test
    void aLogThatWasClosedIsOneFileAndTheOneBesideIt() throws Exception {
        try (FileEventLog log = Logs.open(folder.resolve("log"))) {
            Logs.append(log, 1, 100);
        }
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("log", "log-head");
        }
    }

    @Test
    void aPathMayHaveAnyCharacter() throws Exception {
        Path path = folder.resolve("a log? 100% #1 ü");
        try (FileEventLog log = Logs.open(path)) {
            Logs.append(log, "1");
        }
        assertThat(path).exists();
    }
}
