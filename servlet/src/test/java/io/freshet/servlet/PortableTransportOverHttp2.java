package io.freshet.servlet;

import io.freshet.Hub;
import io.freshet.testkit.Http2SseClients;
import io.freshet.testkit.Http2TransportContract;
import io.freshet.testkit.RawSseClient;
import java.util.Set;

/** The portable transport over HTTP/2, on a container. */
abstract class PortableTransportOverHttp2 extends Http2TransportContract {
    private final TestContainer.Kind kind;
    private final TestContainer.Protocol protocol;
    private final Set<Capability> capabilities;

    PortableTransportOverHttp2(TestContainer.Kind kind, TestContainer.Protocol protocol, Set<Capability> capabilities) {
        super(protocol.tls ? Http2SseClients.tls(TestKey.KEY.clients()) : Http2SseClients.cleartext());
        this.kind = kind;
        this.protocol = protocol;
        this.capabilities = capabilities;
    }

    @Override
    protected Server start(Hub hub) throws Exception {
        return kind.start(new TestContainer.Settings(new StreamServlet(new ServletTransports(hub)))
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
        return capabilities;
    }
}
