package io.freshet.redis;

import io.freshet.testkit.ClusterContract;
import io.freshet.testkit.RedisProcess;
import io.lettuce.core.RedisURI;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisClusterContractTest extends ClusterContract {
    private static final AtomicInteger TESTS = new AtomicInteger();
    private static RedisProcess redis;

    private final String name = "test-" + TESTS.incrementAndGet();

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.start();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @Override
    protected Link connect() {
        RedisEventLog log =
                RedisEventLog.at(RedisURI.create(redis.url())).name(name).open();
        return new Link(log.cluster(), log);
    }
}
