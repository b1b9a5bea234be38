package io.freshet;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** A lane that nobody wakes expects its first connection while the tail adds: what it does not see yet, it is woken for. */
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "Everything is handed out.")
@Outcome(id = "[01]", expect = Expect.FORBIDDEN, desc = "A wake-up was lost.")
@State
public class LaneExpects {
    private final StressedLane it = new StressedLane();

    public LaneExpects() {
        it.add(1);
    }

    @Actor
    public void tail() {
        it.add(2);
    }

    @Actor
    public void lane() {
        it.lane.expect();
    }

    @Arbiter
    public void arbiter(J_Result r) {
        it.tasks.runAll();
        r.r1 = Math.min(it.lane.position().sequence(), it.lane.handedOut());
    }
}
