package io.freshet;

import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/** A lane reads by its cursor while the tail adds records and trims: it gets the right record or nothing, never another one. */
@JCStressTest
@Outcome(id = "1, [2345], (-1|1)", expect = Expect.ACCEPTABLE, desc = "The record was there.")
@Outcome(id = "0, [2345], (-1|1)", expect = Expect.ACCEPTABLE, desc = "The record had been trimmed.")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "A wrong record, a head that is none, or a wrong place.")
@State
public class WindowTrimmedWhileRead {
    private final Window window = new Window(2, 1 << 20);

    public WindowTrimmedWhileRead() {
        window.begin(new EventId("e", 0), false);
        add(1);
        add(2);
    }

    private void add(long sequence) {
        window.add(new LogRecord(new EventId("e", sequence), new Publication(List.of("a"), false, Event.message("x"))));
    }

    @Actor
    public void tail() {
        add(3);
        add(4);
        add(5);
    }

    @Actor
    public void lane(JJJ_Result r) {
        Window.Slot slot = window.get(0);
        r.r1 = slot == null ? 0 : slot.position().sequence();
        r.r2 = window.head().sequence();
        r.r3 = window.indexAfter(new EventId("e", 1));
    }
}
