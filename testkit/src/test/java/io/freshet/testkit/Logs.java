package io.freshet.testkit;

import io.freshet.EventLog;
import io.freshet.MemoryEventLog;

/** The logs that the semantics must hold over. */
enum Logs {
    /** Answers at once. */
    MEMORY {
        @Override
        EventLog over(MemoryEventLog memory) {
            return memory;
        }
    },
    /** Answers late and out of step, after it has shown what it tells of. */
    LATE {
        @Override
        EventLog over(MemoryEventLog memory) {
            return LateEventLog.over(memory);
        }
    },
    /** Answers late and out of step, perhaps before it has shown what it tells of. */
    ANSWERING_FIRST {
        @Override
        EventLog over(MemoryEventLog memory) {
            return LateEventLog.answeringFirst(memory);
        }
    };

    abstract EventLog over(MemoryEventLog memory);
}
