package io.freshet.testkit;

import io.freshet.EventLog;
import io.freshet.MemoryEventLog;

class MemoryEventLogContractTest extends EventLogContract {
    @Override
    protected EventLog open(int keeps) {
        return new MemoryEventLog(TestHub.keeping(keeps), new ManualClock());
    }
}
