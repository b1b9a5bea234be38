package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.Event;
import io.freshet.Hub;
import io.freshet.HubListener;
import io.freshet.testkit.RawSseClient;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that sends and sends on a stream, where nobody has asked it for anything. */
class UnaskedBytesTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void areThrownAwaySlowlyAndTheEndIsSeenBehindThem(boolean nio) throws Exception {
        EventLoops loops = nio ? EventLoops.startNio(1) : EventLoops.start(1);
        BlockingQueue<CloseReason> ends = new LinkedBlockingQueue<>();
        try (Hub hub = Hub.builder().lanes(loops.executors()).build();
                TestServer server = new TestServer(loops, new StreamEndpoint(hub), settings -> settings);
                RawSseClient client = RawSseClient.to(server.port(), "/events").open()) {
            hub.addListener(new HubListener() {
                @Override
                public void connected(Connection connection) {}

                @Override
                public void ended(Connection connection, CloseReason reason) {
                    ends.add(reason);
                }
            });
            client.event("connect");
            AtomicLong sent = new AtomicLong();
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                String piece = "x".repeat(16 * 1024);
                try {
                    while (true) {
                        client.write(piece);
                        sent.addAndGet(piece.length());
                    }
                } catch (IOException ended) {
                    assertThat(ended).isNotNull();
                }
            });
            Waiting.until("more was sent than is read at once", () -> sent.get() > 100_000);
            for (int i = 0; i < 20; i++) {
                hub.publish("news", Event.message("event " + i));
                assertThat(client.event().data()).isEqualTo("event " + i);
            }

            client.cut();

            assertThat(ends.poll(20, TimeUnit.SECONDS)).isEqualTo(CloseReason.PEER_GONE);
            sending.get(20, TimeUnit.SECONDS);
            assertThat(sent.get()).isLessThan(100 << 20);
        }
    }
}
