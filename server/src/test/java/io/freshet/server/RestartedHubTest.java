package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub that keeps its history in a file, killed under tabs that have a name, of which some change what they select meanwhile. */
class RestartedHubTest {
    private static final String TOKEN = DevTokens.everything(DevTokens.DEV_KEY, "somebody");
    private static final int ROUNDS = 5;
    private static final int TABS = 10;
    private static final int EVENTS_BEFORE_THE_END = 30;

    @TempDir
    private Path folder;

    private final AtomicInteger number = new AtomicInteger();
    private final ConcurrentSkipListSet<Integer> acknowledged = new ConcurrentSkipListSet<>();

    private HubProcess hub(int port) throws IOException {
        return HubProcess.start(
                Map.of("PORT", Integer.toString(port)), "--dev", "--history-file=" + folder.resolve("history"));
    }

    @Test
    void whoHasANameMissesNothingAndIsToldOfNoGap() throws Exception {
        int port;
        try (HubProcess hub = hub(0)) {
            port = hub.port();
            hub.kill();
        }
        HubProcess hub = hub(port);
        hub.url();
        try (NamedClients tabs = new NamedClients(folder, port, TOKEN, TABS)) {
            tabs.await(line -> line.equals("connect"));
            for (int tab = 1; tab < TABS; tab += 2) {
                String selecting = tab + " reselected 1";
                tabs.awaitLine(selecting::equals);
            }
            for (int round = 0; round < ROUNDS; round++) {
                killWhilePublishing(hub);
                hub = hub(port);
            }
            int last = number.getAndIncrement();
            publish(hub, last);
            tabs.await(line -> line.equals("event " + last));
            assertThat(tabs.lines("gap")).isEmpty();
            assertThat(tabs.lines("reselected").size()).as("changes").isGreaterThan(TABS);
            for (int tab = 0; tab < TABS; tab++) {
                assertThat(tabs.received(tab))
                        .as("tab %d", tab)
                        .doesNotHaveDuplicates()
                        .isSorted();
                assertThat(new TreeSet<>(tabs.received(tab))).as("tab %d", tab).containsAll(acknowledged);
            }
        } finally {
            hub.close();
        }
    }

    private void killWhilePublishing(HubProcess hub) throws Exception {
        CountDownLatch enough = new CountDownLatch(EVENTS_BEFORE_THE_END);
        Thread publisher = new Thread(() -> publishUntilItFails(hub, enough), "publisher");
        publisher.start();
        enough.await();
        hub.kill();
        publisher.join();
    }

    private void publishUntilItFails(HubProcess hub, CountDownLatch each) {
        try {
            while (true) {
                publish(hub, number.getAndIncrement());
                each.countDown();
            }
        } catch (IOException killed) {
            // Nobody knows of the last one whether it is in the history.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void publish(HubProcess hub, int event) throws IOException, InterruptedException {
        assertThat(hub.publish(TOKEN, "topic=a&topic=b&data=" + event).statusCode())
                .isEqualTo(200);
        acknowledged.add(event);
    }
}
