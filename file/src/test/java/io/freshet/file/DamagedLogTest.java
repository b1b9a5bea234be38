package io.freshet.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.EventId;
import io.freshet.LogPage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedLogTest {
    private static final int RECORDS = 2000;
    private static final int PAGE = 4096;

    @TempDir
    private Path folder;

    private Path path;
    private List<EventId> ids;

    @BeforeEach
    void aLogThatIsNotDamagedYet() throws Exception {
        path = folder.resolve("log");
        try (FileEventLog log = Logs.open(path)) {
            ids = Logs.append(log, 1, RECORDS);
        }
    }

    /** Opens what is damaged, and sees that a new life has begun which takes and gives records. */
    private Damage reopened() throws Exception {
        Damage damage;
        EventId head;
        try (FileEventLog log = Logs.open(path)) {
            damage = log.damage().orElseThrow(() -> new AssertionError("nobody has noticed"));
            assertThat(damage.toString()).contains(path.toString());
            head = Logs.head(log);
            assertThat(head.sameEpoch(ids.get(0))).isFalse();
            LogPage resumed = Logs.answer(log.since(ids.get(RECORDS / 2), 10));
            assertThat(resumed.from()).isEqualTo(head);
            List<Long> kept = Logs.data(log).stream().map(Long::valueOf).toList();
            assertThat(kept).hasSize((int) damage.kept()).isSorted().doesNotHaveDuplicates();
            assertThat(kept)
                    .isSubsetOf(LongStream.rangeClosed(1, RECORDS).boxed().toList());
            head = Logs.append(log, "new");
        }
        try (FileEventLog log = Logs.open(path)) {
            assertThat(log.damage()).isEmpty();
            assertThat(Logs.head(log)).isEqualTo(head);
            assertThat(Logs.data(log)).endsWith("new").hasSize((int) damage.kept() + 1);
        }
        return damage;
    }

    private void write(long position, byte[] bytes) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(bytes), position);
        }
    }

    private void truncate(Path which, long size) throws IOException {
        try (FileChannel file = FileChannel.open(which, StandardOpenOption.WRITE)) {
            file.truncate(size);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 50, 99, 100, 4096, 5000, 8192, 20_000, 60_000})
    void aLogThatWasCutKeepsWhatIsLeft(int size) throws Exception {
        truncate(path, size);
        Damage damage = reopened();
        assertThat(damage.kept() + damage.lost()).isEqualTo(RECORDS);
        assertThat(damage.lost()).isPositive();
    }

    @Test
    void everyPageMayBeGone() throws Exception {
        byte[] whole = Files.readAllBytes(path);
        byte[] head = Files.readAllBytes(folder.resolve("log-head"));
        int pages = whole.length / PAGE;
        assertThat(pages).isGreaterThan(20);
        int tried = 0;
        int mostly = 0;
        for (int page = 0; page < pages; page += 2) {
            Files.write(path, whole);
            Files.write(folder.resolve("log-head"), head);
            write((long) page * PAGE, new byte[PAGE]);
            Damage damage = reopened();
            assertThat(damage.kept() + damage.lost()).as("page %s", page).isEqualTo(RECORDS);
            assertThat(damage.original())
                    .isEqualTo(folder.resolve("log-damaged"))
                    .exists();
            mostly += damage.kept() > RECORDS * 9 / 10 ? 1 : 0;
            tried++;
        }
        // Without the first page, or one of those that say where the others are, most of it is out of reach.
        assertThat(mostly).isGreaterThanOrEqualTo(tried - 4);
    }

    @Test
    void whateverByteIsAnotherItIsNoticedOrMeansNothing() throws Exception {
        byte[] whole = Files.readAllBytes(path);
        byte[] head = Files.readAllBytes(folder.resolve("log-head"));
        List<String> all =
                LongStream.rangeClosed(1, RECORDS).mapToObj(Long::toString).toList();
        Random random = new Random(1);
        int noticed = 0;
        for (int i = 0; i < 100; i++) {
            Files.write(path, whole);
            Files.write(folder.resolve("log-head"), head);
            // The first hundred bytes have the version, which is refused where it is another.
            int at = 100 + random.nextInt(whole.length - 100);
            write(at, new byte[] {(byte) (whole[at] ^ (1 << random.nextInt(8)))});
            try (FileEventLog log = Logs.open(path)) {
                if (log.damage().isEmpty()) {
                    assertThat(Logs.head(log)).isEqualTo(ids.get(RECORDS - 1));
                    assertThat(Logs.data(log)).as("byte %s", at).isEqualTo(all);
                } else {
                    noticed++;
                    assertThat(Logs.head(log).sameEpoch(ids.get(0))).isFalse();
                    assertThat(all).containsAll(Logs.data(log));
                }
            }
        }
        assertThat(noticed).isGreaterThan(50);
    }

    @Test
    void anEndThatIsMissingIsNoticed() throws Exception {
        byte[] before = Files.readAllBytes(path);
        try (FileEventLog log = Logs.open(path)) {
            Logs.append(log, 1, 10);
        }
        Files.write(path, before);
        Damage damage = reopened();
        assertThat(damage.kept()).isEqualTo(RECORDS);
        assertThat(damage.lost()).isEqualTo(10);
        assertThat(damage.original()).isNull();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 0.9, 0.999})
    void aWalThatWasCutIsNoticedIfItHadWhatWasAcknowledged(double left) throws Exception {
        long number;
        try (AppendingProcess process = AppendingProcess.start(path, Fsync.ALWAYS, 1 << 20, 1)) {
            process.acknowledged(50);
            number = process.kill().size();
        }
        Path wal = folder.resolve("log-wal");
        truncate(wal, (long) (Files.size(wal) * left));
        try (FileEventLog log = Logs.open(path)) {
            // What was cut off may be of a commit that the end of the process came before.
            if (log.damage().isEmpty()) {
                assertThat(left).isPositive();
                assertThat(Logs.data(log)).hasSizeGreaterThanOrEqualTo((int) (RECORDS + number));
                return;
            }
            Damage damage = log.damage().get();
            assertThat(damage.what()).contains("the end of the log");
            assertThat(damage.lost()).isPositive();
            assertThat(damage.kept() + damage.lost()).isGreaterThanOrEqualTo(RECORDS + number);
            assertThat(Logs.head(log).sameEpoch(ids.get(0))).isFalse();
        }
    }

    @Test
    void aLogThatIsGoneIsMissed() throws Exception {
        Files.delete(path);
        Damage damage = reopened();
        assertThat(damage.kept()).isZero();
        assertThat(damage.lost()).isEqualTo(RECORDS);
    }

    @Test
    void aLogWithNothingBesideItIsNotTrusted() throws Exception {
        Files.delete(folder.resolve("log-head"));
        Damage damage = reopened();
        assertThat(damage.kept()).isEqualTo(RECORDS);
        assertThat(damage.lost()).isNull();
    }

    @Test
    void whatIsBesideItMayBeDamagedItself() throws Exception {
        Files.write(folder.resolve("log-head"), new byte[HeadMark.BYTES]);
        assertThat(reopened().kept()).isEqualTo(RECORDS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theEndOfTheMachineBeginsANewEpochWhereNothingWasForced(boolean always) throws Exception {
        try (AppendingProcess process =
                AppendingProcess.start(path, always ? Fsync.ALWAYS : Fsync.NEVER, 1 << 20, RECORDS + 1)) {
            process.acknowledged(10);
            process.kill();
        }
        try (var connection = Sqlite.open(path, false)) {
            Sqlite.run(connection, "update state set machine = 'the one before'");
        }
        try (FileEventLog log = Logs.open(path)) {
            assertThat(log.damage().isPresent()).isEqualTo(!always);
            assertThat(Logs.head(log).sameEpoch(ids.get(0))).isEqualTo(always);
            assertThat(Logs.data(log)).contains("1", Integer.toString(RECORDS + 1));
        }
    }

    @Test
    void aLogThatWasClosedMaySurviveTheMachine() throws Exception {
        try (var connection = Sqlite.open(path, false)) {
            Sqlite.run(connection, "update state set machine = 'the one before'");
        }
        try (FileEventLog log = Logs.open(path)) {
            assertThat(log.damage()).isEmpty();
            assertThat(Logs.head(log)).isEqualTo(ids.get(RECORDS - 1));
        }
    }
}
