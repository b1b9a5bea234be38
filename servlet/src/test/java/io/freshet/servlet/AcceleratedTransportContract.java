package io.freshet.servlet;

import io.freshet.Hub;
import io.freshet.testkit.TransportContract;
import java.util.Set;

/** The transport that a container has by itself. */
abstract class AcceleratedTransportContract extends TransportContract {
    private final TestContainer.Kind kind;

    AcceleratedTransportContract(TestContainer.Kind kind) {
        this.kind = kind;
    }

    @Override
    protected Server start(Hub hub) throws Exception {
        return kind.start(new TestContainer.Settings(new StreamServlet(new ServletTransports(hub, Acceleration.AUTO)))
                .patience((int) patience().toMillis()));
    }

    @Override
    protected Set<Capability> capabilities() {
        return Set.of(Capability.SEES_PEER_GO);
    }
}
