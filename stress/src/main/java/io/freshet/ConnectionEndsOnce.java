package io.freshet;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;
import org.openjdk.jcstress.infra.results.ZZL_Result;

/** A connection that is ended from two threads, and one that is ended while it is admitted. */
public class ConnectionEndsOnce {
    private static final ConnectRequest REQUEST = ConnectRequest.to(Stream.of("/s"), Owner.of("o"))
            .subscriber("tab")
            .topics(List.of("a"))
            .build();
    private static final SubscriberKey KEY = new SubscriberKey(Owner.of("o"), "/s", "tab");

    private static Connection connection(Connection.Ender ender) {
        return new Connection(1, REQUEST, KEY, ender, connection -> null, connection -> null);
    }

    /** Two threads end one connection. */
    @JCStressTest
    @Outcome(
            id = "true, false, 1 peer-gone",
            expect = Expect.ACCEPTABLE,
            desc = "The first wins, and its reason stays.")
    @Outcome(id = "false, true, 1 timeout", expect = Expect.ACCEPTABLE, desc = "The second wins, and its reason stays.")
    @State
    public static class TwoEnd {
        private final AtomicInteger told = new AtomicInteger();
        private final Connection connection = connection((ended, reason, admitted) -> told.incrementAndGet());

        @Actor
        public void container(ZZL_Result r) {
            r.r1 = connection.end(CloseReason.PEER_GONE);
        }

        @Actor
        public void timer(ZZL_Result r) {
            r.r2 = connection.end(CloseReason.TIMEOUT);
        }

        @Arbiter
        public void arbiter(ZZL_Result r) {
            r.r3 = told.get() + " " + connection.closeReason();
        }
    }

    /** One thread admits the connection while another ends it: exactly one of them gives the place back. */
    @JCStressTest
    @Outcome(
            id = "true, true, 1",
            expect = Expect.ACCEPTABLE,
            desc = "Admitted, then ended: who ended it gives the place back.")
    @Outcome(
            id = "false, true, 0",
            expect = Expect.ACCEPTABLE,
            desc = "Ended first: who failed to admit it gives the place back.")
    @State
    public static class EndWhileAdmitted {
        private final AtomicInteger toldAsAdmitted = new AtomicInteger();
        private final Connection connection =
                connection((ended, reason, admitted) -> toldAsAdmitted.addAndGet(admitted ? 1 : 0));

        @Actor
        public void admission(ZZI_Result r) {
            r.r1 = connection.admit();
        }

        @Actor
        public void container(ZZI_Result r) {
            r.r2 = connection.end(CloseReason.PEER_GONE);
        }

        @Arbiter
        public void arbiter(ZZI_Result r) {
            r.r3 = toldAsAdmitted.get();
        }
    }
}
