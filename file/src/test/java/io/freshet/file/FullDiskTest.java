package io.freshet.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.EventId;
import io.freshet.testkit.SmallDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsAcknowledgedStaysAndAppendsGoOnOnceThereIsRoom() throws Exception {
        Path mounted = Files.createDirectory(folder.resolve("disk"));
        try (SmallDisk disk = new SmallDisk(mounted, 8)) {
            Path path = mounted.resolve("log");
            List<String> acknowledged = new ArrayList<>();
            EventId before;
            try (FileEventLog log = Logs.open(path, Fsync.ALWAYS, 1 << 20)) {
                before = Logs.head(log);
                Throwable failure = null;
                for (int round = 0; round < 3; round++) {
                    disk.fill();
                    failure = appendUntilItFails(log, acknowledged);
                    assertThat(failure)
                            .isInstanceOf(LogFileException.class)
                            .hasMessageContaining(path.toString())
                            .hasMessageContaining("full");
                    assertThat(Logs.dataAfter(log, before)).isEqualTo(acknowledged);
                    disk.empty();
                    String data = "round " + round;
                    Logs.append(log, data);
                    acknowledged.add(data);
                }
                assertThat(Logs.dataAfter(log, before)).isEqualTo(acknowledged);
                disk.fill();
                appendUntilItFails(log, acknowledged);
            }
            // Closed without room, opened with room.
            disk.empty();
            try (FileEventLog log = Logs.open(path, Fsync.ALWAYS, 1 << 20)) {
                assertThat(log.damage()).isEmpty();
                assertThat(Logs.dataAfter(log, before)).isEqualTo(acknowledged);
            }
        }
    }

    private static Throwable appendUntilItFails(FileEventLog log, List<String> acknowledged) throws Exception {
        for (int i = 0; i < 100_000; i++) {
            String data = i + "x".repeat(10_000);
            try {
                Logs.append(log, data);
                acknowledged.add(data);
            } catch (ExecutionException failure) {
                return failure.getCause();
            }
        }
        throw new AssertionError("the disk was never full");
    }
}
