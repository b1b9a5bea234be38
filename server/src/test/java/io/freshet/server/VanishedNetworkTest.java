package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.Event;
import io.freshet.Hub;
import io.freshet.HubListener;
import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.VanishingNetwork;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VanishedNetworkTest {
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);

    private final BlockingQueue<Connection> connections = new LinkedBlockingQueue<>();
    private final BlockingQueue<CloseReason> ends = new LinkedBlockingQueue<>();

    @Test
    void aNetworkThatVanishesIsNoticedWithinTwoHeartbeats() throws Exception {
        EventLoops loops = EventLoops.start(2);
        Hub hub = Hub.builder().lanes(loops.executors()).heartbeat(HEARTBEAT).build();
        hub.addListener(new HubListener() {
            @Override
            public void connected(Connection connection) {
                connections.add(connection);
            }

            @Override
            public void ended(Connection connection, CloseReason reason) {
                ends.add(reason);
            }
        });
        try (VanishingNetwork network = new VanishingNetwork();
                TestServer server = new TestServer(loops, new StreamEndpoint(hub), each -> each.host("0.0.0.0"));
                hub;
                RawSseClient near = RawSseClient.to(server.port(), "/events").open()) {
            near.event("connect");
            Process unused = network.start(
                    "bash",
                    "-c",
                    "exec 3<>/dev/tcp/" + network.server() + "/" + server.port()
                            + "; printf 'GET /events HTTP/1.1\\r\\nHost: server\\r\\n\\r\\n' >&3; exec cat <&3 >/dev/null");
            for (int i = 0; i < 2; i++) {
                assertThat(connections.poll(10, TimeUnit.SECONDS)).isNotNull();
            }
            assertThat(near.block().isEvent()).isFalse();
            assertThat(near.block().isEvent()).isFalse();
            assertThat(ends).isEmpty();

            network.vanish();

            // On a busy machine a little later; without the option only when the stream stalls, after 30 seconds.
            assertThat(ends.poll(5 * HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS))
                    .isEqualTo(CloseReason.PEER_GONE);
            assertThat(hub.connectionCount()).isEqualTo(1);
            hub.publish("news", Event.message("still there?"));
            assertThat(near.event().data()).isEqualTo("still there?");
        }
    }
}
