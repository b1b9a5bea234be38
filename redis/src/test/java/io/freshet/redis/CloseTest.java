package io.freshet.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.Hub;
import io.freshet.testkit.RedisProcess;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** The end of a node. */
class CloseTest {
    private static final Logger ALL = Logger.getLogger("io");

    @Test
    void leavesNoConnectionAndNoThreadBehindAndNobodyComplains() throws IOException {
        long threadsBefore = lettuceThreads();
        Complaints complaints = new Complaints();
        ALL.addHandler(complaints);
        try (RedisProcess redis = RedisProcess.start()) {
            for (int i = 0; i < 50; i++) {
                RedisEventLog log =
                        RedisEventLog.at(RedisURI.create(redis.url())).open();
                Hub hub = Hub.builder().log(log).cluster(log.cluster()).build();
                hub.close();
            }
            assertThat(redis.ask("zcard", "freshet:{hub}:leases")).as("leases").isEqualTo("0");
            // One is that which asks.
            Waiting.until(
                    "no connection is left",
                    () -> redis.ask("client", "list").lines().count() == 1);
            Waiting.until("no thread is left", () -> lettuceThreads() <= threadsBefore);
            assertThat(complaints.heard).isEmpty();
        } finally {
            ALL.removeHandler(complaints);
        }
    }

    private static long lettuceThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("lettuce"))
                .count();
    }

    private static final class Complaints extends Handler {
        private final Queue<String> heard = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
                heard.add(record.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
