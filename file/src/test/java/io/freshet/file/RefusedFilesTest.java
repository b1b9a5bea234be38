package io.freshet.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.LogEntryCodec;
import io.freshet.MemoryEventLog.Bounds;
import io.freshet.Owner;
import io.freshet.Selector;
import io.freshet.SubscriberKey;
import io.freshet.SubscriptionChange;
import io.freshet.TimeSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusedFilesTest {
    @TempDir
    private Path folder;

    @Test
    void theDatabaseOfAnotherApplicationIsLeftAlone() throws Exception {
        Path path = folder.resolve("theirs");
        sql(path, "pragma application_id = 0x0f055112", "create table records (a)", "insert into records values (1)");
        byte[] before = Files.readAllBytes(path);
        assertThatThrownBy(() -> Logs.open(path))
                .isInstanceOf(LogFileException.class)
                .hasMessageContaining("theirs is not a log of Freshet")
                .hasMessageContaining("application_id 0x0f055112");
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
        assertThat(folder.toFile().list()).containsExactly("theirs");
    }

    @Test
    void theDatabaseOfAnotherApplicationIsLeftAloneWhereALogHasBeen() throws Exception {
        Path path = folder.resolve("theirs");
        try (FileEventLog log = Logs.open(path)) {
            Logs.append(log, "1");
        }
        Files.delete(path);
        sql(path, "pragma application_id = 0x0f055112", "create table records (a)", "insert into records values (1)");
        byte[] before = Files.readAllBytes(path);
        assertThatThrownBy(() -> Logs.open(path))
                .isInstanceOf(LogFileException.class)
                .hasMessageContaining("application_id 0x0f055112");
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
    }

    @Test
    void aFileThatIsNoDatabaseIsLeftAlone() throws Exception {
        Path path = folder.resolve("letter");
        Files.writeString(path, "Dear Ann,\n".repeat(1000));
        assertThatThrownBy(() -> Logs.open(path))
                .isInstanceOf(LogFileException.class)
                .hasMessageContaining("letter is not a log of Freshet");
        assertThat(path).hasContent("Dear Ann,\n".repeat(1000));
        assertThat(folder.toFile().list()).containsExactly("letter");
    }

    @Test
    void aLogOfAnotherVersionIsNamedAndLeftAlone() throws Exception {
        Path path = folder.resolve("log");
        try (FileEventLog log = Logs.open(path)) {
            Logs.append(log, "1");
        }
        sql(path, "pragma user_version = 7");
        byte[] before = Files.readAllBytes(path);
        assertThatThrownBy(() -> Logs.open(path))
                .isInstanceOf(LogFileException.class)
                .hasMessageContaining("of version 7")
                .hasMessageContaining("this is version 1");
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
        sql(path, "pragma user_version = 1");
        try (FileEventLog log = Logs.open(path)) {
            assertThat(log.damage()).isEmpty();
        }
    }

    @Test
    void aFileIsForOneLogOfAProcess() throws Exception {
        Path path = folder.resolve("log");
        try (FileEventLog log = Logs.open(path)) {
            assertThatThrownBy(() -> Logs.open(path))
                    .isInstanceOf(LogFileException.class)
                    .hasMessageContaining("is open in this process already");
            Logs.append(log, "1");
        }
        Logs.open(path).close();
    }

    @Test
    void aFileIsForOneProcess() throws Exception {
        Path path = folder.resolve("log");
        try (AppendingProcess other = AppendingProcess.start(path, Fsync.ALWAYS, 1000, 1)) {
            other.acknowledged(1);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> Logs.open(path))
                        .isInstanceOf(LogFileException.class)
                        .hasMessageContaining("is in use by another process (" + other.pid() + ")");
            }
            other.acknowledged(100);
        }
        Logs.open(path).close();
    }

    @Test
    void aFolderHasToBeThere() {
        assertThatThrownBy(() -> Logs.open(folder.resolve("none/log")))
                .isInstanceOf(LogFileException.class)
                .hasMessageContaining("none/log")
                .hasMessageContaining("a folder that is there");
        assertThatThrownBy(() -> Logs.open(folder)).hasMessageContaining("it has to be a file");
    }

    @Test
    void selectorsThatTheReaderDoesNotKnowAreNoDamage() throws Exception {
        Path path = folder.resolve("log");
        LogEntryCodec codec = new LogEntryCodec(text -> Selector.matching(text, String::isEmpty));
        try (FileEventLog log = FileEventLog.open(path, Fsync.ALWAYS, Bounds.DEFAULT, codec, TimeSource.system())) {
            SubscriberKey tab = new SubscriberKey(Owner.of("ann"), "/events", "tab");
            Logs.answer(log.append(new SubscriptionChange(
                    tab, 1, Set.of(Selector.matching("https://{x}", String::isEmpty)), "change")));
        }
        assertThatThrownBy(() -> Logs.open(path))
                .isInstanceOf(LogFileException.class)
                .hasMessageContaining("record 1")
                .hasMessageContaining("'https://{x}'");
        try (FileEventLog log = FileEventLog.open(path, Fsync.ALWAYS, Bounds.DEFAULT, codec, TimeSource.system())) {
            assertThat(log.damage()).isEmpty();
        }
    }

    private static void sql(Path path, String... statements) throws Exception {
        try (var connection = Sqlite.open(path, false)) {
            Sqlite.run(connection, statements);
        }
    }
}
