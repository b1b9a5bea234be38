package io.freshet.testkit;

import io.freshet.MemoryEventLog;
import io.freshet.TimeSource;

class MemoryClusterContractTest extends ClusterContract {
    private final TimeSource time = TimeSource.system();
    private final MemoryEventLog log = new MemoryEventLog(MemoryEventLog.Bounds.DEFAULT, time);
    private final MemoryCluster cluster = new MemoryCluster(time, log);

    @Override
    protected Link connect() {
        return new Link(cluster.node(), log);
    }
}
