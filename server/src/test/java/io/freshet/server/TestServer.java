package io.freshet.server;

import io.freshet.testkit.TransportContract;
import java.util.function.UnaryOperator;

/** A server with event loops of its own. */
final class TestServer implements TransportContract.Server {
    final EventLoops loops;
    final NettyServer server;

    TestServer(EventLoops loops, Endpoint endpoint, UnaryOperator<NettyServerBuilder> settings) {
        this.loops = loops;
        this.server = settings.apply(NettyServer.builder(loops, endpoint).host("localhost"))
                .start();
    }

    static TestServer start(Endpoint endpoint, UnaryOperator<NettyServerBuilder> settings) {
        return new TestServer(EventLoops.start(2), endpoint, settings);
    }

    static TestServer start(Endpoint endpoint) {
        return start(endpoint, settings -> settings);
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
        loops.close();
    }
}
