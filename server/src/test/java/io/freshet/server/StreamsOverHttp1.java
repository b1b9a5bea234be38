package io.freshet.server;

import io.freshet.Hub;
import io.freshet.HubBuilder;
import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.TransportContract;
import java.util.Set;

/** Streams over HTTP/1. */
abstract class StreamsOverHttp1 extends TransportContract {
    private final EventLoops loops;
    private final boolean tls;

    StreamsOverHttp1(EventLoops loops, boolean tls) {
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
        return Set.of(Capability.SEES_PEER_GO);
    }
}
