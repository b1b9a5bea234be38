package io.freshet.servlet;

import io.freshet.Hub;
import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.TransportContract;
import java.util.Set;

/** The portable transport on a container. */
abstract class PortableTransportContract extends TransportContract {
    private final TestContainer.Kind kind;
    private final TestContainer.Protocol protocol;

    PortableTransportContract(TestContainer.Kind kind, TestContainer.Protocol protocol) {
        this.kind = kind;
        this.protocol = protocol;
    }

    @Override
    protected Server start(Hub hub) throws Exception {
        return kind.start(new TestContainer.Settings(new StreamServlet(new ServletTransports(hub, Acceleration.OFF)))
                .protocol(protocol)
                .patience((int) patience().toMillis()));
    }

    @Override
    protected RawSseClient.Request oldRequest(int port, String target) {
        RawSseClient.Request request = RawSseClient.to(port, target);
        return protocol.tls ? request.tls(TestKey.KEY.clients()) : request;
    }

    @Override
    protected Set<Capability> capabilities() {
        return Set.of(Capability.KEEP_ALIVE);
    }
}
