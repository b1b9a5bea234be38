package io.freshet.testkit;

import io.freshet.EventLog;
import io.freshet.MemoryEventLog;
import java.util.ArrayList;
import java.util.List;

class LateEventLogContractTest extends EventLogContract {
    private final List<LateEventLog> logs = new ArrayList<>();

    @Override
    protected EventLog open(int keeps) {
        LateEventLog log = LateEventLog.over(new MemoryEventLog(TestHub.keeping(keeps), new ManualClock()));
        logs.add(log);
        return log;
    }

    @Override
    protected void settle() {
        logs.forEach(LateEventLog::settle);
    }

    @Override
    protected boolean worksByItself() {
        return false;
    }
}
