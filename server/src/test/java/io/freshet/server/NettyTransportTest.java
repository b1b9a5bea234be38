package io.freshet.server;

import io.freshet.Hub;
import io.freshet.testkit.TransportContract;
import java.util.Set;

class NettyTransportTest extends TransportContract {
    private final EventLoops loops = EventLoops.start(2);

    @Override
    protected Server start(Hub hub) throws Exception {
        NettyServer server = NettyServer.builder(loops, new StreamEndpoint(hub)).start();
        return new Server() {
            @Override
            public int port() {
                return server.port();
            }

            @Override
            public void close() {
                server.close();
                loops.close();
            }
        };
    }

    @Override
    protected Set<Capability> capabilities() {
        return Set.of(Capability.SEES_PEER_GO);
    }
}
