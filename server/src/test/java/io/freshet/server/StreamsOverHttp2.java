package io.freshet.server;

import io.freshet.Hub;
import io.freshet.HubBuilder;
import io.freshet.testkit.Http2SseClients;
import io.freshet.testkit.Http2TransportContract;
import io.freshet.testkit.RawSseClient;
import java.util.Set;

/** Streams over HTTP/2, and what clients of HTTP/1 get from the same port. */
abstract class StreamsOverHttp2 extends Http2TransportContract {
    private final EventLoops loops;
    private final boolean tls;

    StreamsOverHttp2(EventLoops loops, boolean tls) {
        super(tls ? Http2SseClients.tls(TestKey.KEY.clients()) : Http2SseClients.cleartext());
        this.loops = loops;
        this.tls = tls;
    }

    @Override
    protected HubBuilder prepare(HubBuilder hub) {
        return hub.lanes(loops.executors());
    }

    @Override
    protected Server start(Hub hub) {
        return new TestServer(
                loops,
                new StreamEndpoint(hub),
                settings -> tls ? settings.tls(TestKey.KEY.chain(), TestKey.KEY.key()) : settings);
    }

    @Override
    protected RawSseClient.Request oldRequest(int port, String target) {
        RawSseClient.Request request = RawSseClient.to(port, target);
        return tls ? request.tls(TestKey.KEY.clients()) : request;
    }

    @Override
    protected Set<Capability> capabilities() {
        return Set.of(Capability.SEES_PEER_GO, Capability.KEEP_ALIVE);
    }
}
