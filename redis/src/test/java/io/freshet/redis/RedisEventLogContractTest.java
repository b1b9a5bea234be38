package io.freshet.redis;

import io.freshet.EventLog;
import io.freshet.MemoryEventLog;
import io.freshet.testkit.EventLogContract;
import io.freshet.testkit.RedisProcess;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisEventLogContractTest extends EventLogContract {
    private static RedisProcess redis;
    private static int logs;

    @BeforeAll
    static void start() throws IOException {
        redis = RedisProcess.start();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @Override
    protected EventLog open(int keeps) {
        return RedisEventLog.at(RedisURI.create(redis.url()))
                .name("log-" + ++logs)
                .bounds(new MemoryEventLog.Bounds(keeps, 1 << 30, Duration.ofHours(1)))
                .open();
    }
}
