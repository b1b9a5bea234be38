package io.freshet.servlet;

import io.freshet.Hub;
import io.freshet.testkit.TransportContract;
import java.util.Set;

/** The portable transport on a container. */
abstract class PortableTransportContract extends TransportContract {
    private final TestContainer.Kind kind;

    PortableTransportContract(TestContainer.Kind kind) {
        this.kind = kind;
    }

    @Override
    protected Server start(Hub hub) throws Exception {
        return kind.start(new TestContainer.Settings(new StreamServlet(new ServletTransports(hub, Acceleration.OFF)))
                .patience((int) patience().toMillis()));
    }

    @Override
    protected Set<Capability> capabilities() {
        return Set.of(Capability.KEEP_ALIVE);
    }
}
