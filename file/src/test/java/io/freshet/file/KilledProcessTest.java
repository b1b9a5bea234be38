package io.freshet.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.EventId;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process is killed while it appends, again and again: {@code -Dfreshet.kills=200} for more often than 20 times. */
class KilledProcessTest {
    private static final Logger LOG = LoggerFactory.getLogger(KilledProcessTest.class);

    private static final int KILLS = Integer.getInteger("freshet.kills", 20);

    private static final int FEW = 500;
    private static final int MANY = 1 << 20;

    @TempDir
    private Path folder;

    @Test
    void whatWasAcknowledgedIsThereOnceAndInOrder() throws Exception {
        Path path = folder.resolve("log");
        Random random = new Random();
        String epoch = null;
        long next = 1;
        long acknowledgedInAll = 0;
        for (int i = 0; i < KILLS; i++) {
            Fsync fsync = i % 4 < 2 ? Fsync.ALWAYS : Fsync.NEVER;
            int keeps = i % 2 == 0 ? MANY : FEW;
            List<Long> acknowledged;
            try (AppendingProcess process = AppendingProcess.start(path, fsync, keeps, next)) {
                process.acknowledged(1 + random.nextInt(2000));
                acknowledged = process.kill();
            }
            acknowledgedInAll += acknowledged.size();
            long last = acknowledged.get(acknowledged.size() - 1);
            try (FileEventLog log = Logs.open(path, fsync, keeps)) {
                assertThat(log.damage()).isEmpty();
                EventId head = Logs.head(log);
                assertThat(head.epoch()).isEqualTo(epoch == null ? head.epoch() : epoch);
                epoch = head.epoch();

                List<Long> found = Logs.data(log).stream().map(Long::valueOf).toList();
                long newest = found.get(found.size() - 1);
                assertThat(newest).as("after kill %s", i).isGreaterThanOrEqualTo(last);
                long oldestOwed = Math.max(next, keeps == FEW ? newest - FEW + 1 : next);
                assertThat(found)
                        .isEqualTo(LongStream.rangeClosed(found.get(0), newest)
                                .boxed()
                                .toList());
                assertThat(found.get(0)).isLessThanOrEqualTo(oldestOwed);
                next = newest + 1;
            }
        }
        LOG.info("{} kills, {} records acknowledged, all of them there", KILLS, acknowledgedInAll);
    }
}
