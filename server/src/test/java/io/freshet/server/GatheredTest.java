package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RawSseClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GatheredTest {
    @Test
    void whoComesWhenEnoughWaitIsToldToComeLater() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        List<RawSseClient> clients = new ArrayList<>();
        try (Gathered gathered = new Gathered("test-gathering", () -> {
                    begun.countDown();
                    await(goOn);
                    return Answer.of(200, "text/plain", "gathered");
                });
                TestServer server = TestServer.start(exchange -> {
                    gathered.handle(exchange);
                    asked.incrementAndGet();
                })) {
            clients.add(RawSseClient.to(server.port(), "/").send());
            await(begun);
            int more = Gathered.MOST_WAITING + 1;
            for (int i = 0; i < more; i++) {
                clients.add(RawSseClient.to(server.port(), "/").send());
            }
            Waiting.until("all have asked", () -> asked.get() == 1 + more);
            goOn.countDown();
            List<RawSseClient> refused = new ArrayList<>();
            for (RawSseClient client : clients) {
                if (client.head().status() == 503) {
                    refused.add(client);
                } else {
                    assertThat(client.text()).isEqualTo("gathered");
                }
            }
            assertThat(refused).hasSize(1);
            assertThat(refused.get(0).head().header("Retry-After")).isEqualTo("1");
        } finally {
            goOn.countDown();
            for (RawSseClient client : clients) {
                client.close();
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatCannotBeGatheredIsAnsweredWithAnErrorAndTriedAgainForTheNext() throws Exception {
        AtomicInteger times = new AtomicInteger();
        try (Gathered gathered = new Gathered("test-gathering", () -> {
                    if (times.incrementAndGet() == 1) {
                        throw new IllegalStateException("on purpose");
                    }
                    return Answer.of(200, "text/plain", "gathered");
                });
                TestServer server = TestServer.start(gathered);
                RawSseClient first = RawSseClient.to(server.port(), "/").open();
                RawSseClient second = RawSseClient.to(server.port(), "/").open()) {
            assertThat(first.head().status()).isEqualTo(500);
            assertThat(second.text()).isEqualTo("gathered");
        }
    }
}
