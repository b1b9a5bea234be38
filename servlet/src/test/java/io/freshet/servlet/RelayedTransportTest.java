package io.freshet.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.Event;
import io.freshet.Hub;
import io.freshet.HubListener;
import io.freshet.testkit.Http2SseClient;
import io.freshet.testkit.Http2SseClients;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RelayedTransportTest {
    private static final int BURST = 5_000;
    private static final int CONNECTIONS = 4;
    private static final int STREAMS = 5;

    /** Whoever publishes waits for the lanes, and so do they for the writers, unless that is a peer's fault. */
    @ParameterizedTest
    @EnumSource(names = {"HTTP_2", "HTTP_2_TLS"})
    void aBurstFillsTheOutboxOfNoQuickReader(TestContainer.Protocol protocol) throws Exception {
        Queue<CloseReason> ends = new ConcurrentLinkedQueue<>();
        try (Hub hub = Hub.builder().build()) {
            hub.addListener(new HubListener() {
                @Override
                public void ended(Connection connection, CloseReason reason) {
                    ends.add(reason);
                }
            });
            TestContainer.Settings settings =
                    new TestContainer.Settings(new StreamServlet(new ServletTransports(hub))).protocol(protocol);
            try (TestContainer server = TestContainer.Kind.TOMCAT.start(settings);
                    Http2SseClients clients =
                            protocol.tls ? Http2SseClients.tls(TestKey.KEY.clients()) : Http2SseClients.cleartext()) {
                List<Http2SseClient> readers = new ArrayList<>();
                for (int i = 0; i < CONNECTIONS; i++) {
                    Http2SseClient first = clients.to(server.port(), "/events?owner=first-" + i)
                            .receiveBuffer(Integer.MAX_VALUE)
                            .open();
                    readers.add(first);
                    for (int k = 1; k < STREAMS; k++) {
                        readers.add(first.beside("/events?owner=other-" + i + "-" + k));
                    }
                }
                for (Http2SseClient reader : readers) {
                    reader.event("connect");
                }

                for (int i = 0; i < BURST; i++) {
                    hub.publish("news", Event.of("news", Integer.toString(i)))
                            .toCompletableFuture()
                            .join();
                }

                for (Http2SseClient reader : readers) {
                    for (int i = 0; i < BURST; i++) {
                        assertThat(reader.event("news").data()).isEqualTo(Integer.toString(i));
                    }
                }
                assertThat(ends).isEmpty();
            }
        }
    }
}
