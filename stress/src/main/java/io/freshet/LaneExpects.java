package io.freshet;

import java.time.Duration;
import java.util.List;
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
    private static final Settings SETTINGS = new Settings(
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            null,
            OverflowPolicy.DISCONNECT,
            16,
            1 << 20,
            16,
            1 << 20,
            10,
            10,
            10,
            10,
            1 << 20,
            10);

    private final Window window = new Window(16, 1 << 20);
    private final Tasks tasks = new Tasks();
    private final Lane lane;

    public LaneExpects() {
        window.begin(new EventId("e", 0), false);
        lane = new Lane(window, tasks, new HubListener() {}, SETTINGS, new SystemClock(), () -> {}, () -> true);
        add(1);
        lane.wake();
    }

    private void add(long sequence) {
        window.add(new LogRecord(new EventId("e", sequence), new Publication(List.of("a"), false, Event.message("x"))));
    }

    @Actor
    public void tail() {
        add(2);
        lane.wake();
    }

    @Actor
    public void lane() {
        lane.expect();
    }

    @Arbiter
    public void arbiter(J_Result r) {
        tasks.runAll();
        r.r1 = Math.min(lane.position().sequence(), lane.handedOut());
    }
}
