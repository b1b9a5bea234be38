package io.freshet;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** A lane finishes its turn while the tail wakes it: whatever was added is handed out by that turn or by one that is queued. */
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "Everything is handed out.")
@Outcome(id = "[01]", expect = Expect.FORBIDDEN, desc = "A wake-up was lost.")
@State
public class LaneIsWoken {
    private final StressedLane it = new StressedLane();

    public LaneIsWoken() {
        it.lane.expect();
        it.add(1);
    }

    @Actor
    public void tail() {
        it.add(2);
    }

    @Actor
    public void lane() {
        it.tasks.runAll();
    }

    @Arbiter
    public void arbiter(J_Result r) {
        it.tasks.runAll();
        r.r1 = it.lane.position().sequence();
    }
}
