package io.freshet.testkit;

import io.freshet.MemoryEventLog;
import io.freshet.TimeSource;
import java.time.Instant;

class MemoryClusterContractTest extends ClusterContract {
    private final TimeSource time = new TimeSource() {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }
    };
    private final MemoryEventLog log = new MemoryEventLog(MemoryEventLog.Bounds.DEFAULT, time);
    private final MemoryCluster cluster = new MemoryCluster(time, log);

    @Override
    protected Link connect() {
        return new Link(cluster.node(), log);
    }
}
