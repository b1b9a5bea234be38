package io.freshet.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.Event;
import io.freshet.Hub;
import io.freshet.HubListener;
import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.RunningTime;
import io.freshet.testkit.SseBlock;
import io.freshet.testkit.VanishingNetwork;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VanishedPeersTest {
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);

    /** On all servers at once, so that the time is spent once. */
    @Test
    void aNetworkThatVanishesIsNoticedWithinTwoHeartbeats() throws Exception {
        try (VanishingNetwork network = new VanishingNetwork();
                Streams tomcat = new Streams(TestContainer.Kind.TOMCAT, Acceleration.AUTO);
                Streams portable = new Streams(TestContainer.Kind.TOMCAT, Acceleration.OFF);
                Streams jetty = new Streams(TestContainer.Kind.JETTY, Acceleration.AUTO)) {
            List<Streams> all = List.of(tomcat, portable, jetty);
            for (Streams streams : all) {
                streams.open(network);
            }
            for (Streams streams : all) {
                streams.awaitTwoHeartbeats();
                assertThat(streams.ends).isEmpty();
            }
            network.vanish();
            long vanishedAt = RunningTime.nanos();
            for (Streams streams : all) {
                assertThat(streams.ends.poll(20, TimeUnit.SECONDS)).isEqualTo(CloseReason.PEER_GONE);
                assertThat(RunningTime.since(vanishedAt)).isLessThan(HEARTBEAT.multipliedBy(2));
            }
            for (Streams streams : all) {
                streams.assertOnlyTheNearOneIsThere();
            }
        }
    }

    /** A server with a client on this machine, and one behind a network. */
    private static final class Streams implements HubListener, AutoCloseable {
        private final Hub hub = Hub.builder().heartbeat(HEARTBEAT).build();
        private final BlockingQueue<Connection> connections = new LinkedBlockingQueue<>();
        private final BlockingQueue<CloseReason> ends = new LinkedBlockingQueue<>();
        private final TestContainer server;
        private final RawSseClient near;

        Streams(TestContainer.Kind kind, Acceleration acceleration) throws Exception {
            hub.addListener(this);
            server =
                    kind.start(new TestContainer.Settings(new StreamServlet(new ServletTransports(hub, acceleration))));
            near = RawSseClient.to(server.port(), "/events?topics=news").open();
            near.event("connect");
            assertThat(connections.poll(5, TimeUnit.SECONDS)).isNotNull();
        }

        @Override
        public void connected(Connection connection) {
            connections.add(connection);
        }

        @Override
        public void ended(Connection connection, CloseReason reason) {
            ends.add(reason);
        }

        void open(VanishingNetwork network) throws IOException, InterruptedException {
            Process unused = network.start(
                    "bash",
                    "-c",
                    "exec 3<>/dev/tcp/" + network.server() + "/" + server.port()
                            + "; printf 'GET /events HTTP/1.1\\r\\nHost: server\\r\\n\\r\\n' >&3; exec cat <&3 >/dev/null");
            assertThat(connections.poll(5, TimeUnit.SECONDS)).isNotNull();
        }

        void awaitTwoHeartbeats() throws IOException {
            SseBlock first = near.block();
            SseBlock second = near.block();
            assertThat(List.of(first, second)).noneMatch(SseBlock::isEvent);
        }

        void assertOnlyTheNearOneIsThere() throws IOException {
            assertThat(hub.connectionCount()).isEqualTo(1);
            hub.publish("news", Event.message("still there?"));
            assertThat(near.event().data()).isEqualTo("still there?");
        }

        @Override
        public void close() throws Exception {
            near.close();
            hub.close();
            server.close();
        }
    }
}
