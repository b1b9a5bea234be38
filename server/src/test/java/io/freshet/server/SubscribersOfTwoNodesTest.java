package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.ConnectRequest;
import io.freshet.EventId;
import io.freshet.EventLog;
import io.freshet.Hub;
import io.freshet.LogRecord;
import io.freshet.MemoryEventLog;
import io.freshet.Owner;
import io.freshet.Publication;
import io.freshet.Stream;
import io.freshet.TimeSource;
import io.freshet.testkit.MemoryCluster;
import io.freshet.testkit.RecordingTransport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Subscriptions that are announced by two nodes of one hub. */
class SubscribersOfTwoNodesTest {
    private final MemoryEventLog log = new MemoryEventLog();
    private final MemoryCluster cluster = new MemoryCluster(TimeSource.system(), log);
    private final Hub one = Hub.builder().log(log).cluster(cluster.node()).build();
    private final Hub two = Hub.builder().log(log).cluster(cluster.node()).build();
    private final ActiveSubscriptions ofOne = new ActiveSubscriptions(one, Duration.ofMillis(50));
    private final ActiveSubscriptions ofTwo = new ActiveSubscriptions(two, Duration.ofMillis(50));
    private final List<Object> announced = new CopyOnWriteArrayList<>();

    SubscribersOfTwoNodesTest() {
        one.addListener(ofOne);
        two.addListener(ofTwo);
        log.tail(new EventLog.Tail() {
            @Override
            public void begin(EventId head) {}

            @Override
            public void next(LogRecord record) {
                if (record.entry() instanceof Publication publication) {
                    announced.add(MercureServer.json(publication.event().data()).get("active"));
                }
            }
        });
    }

    @AfterEach
    void stop() {
        ofOne.close();
        ofTwo.close();
        one.close();
        two.close();
    }

    @Test
    void whoGoesOverToAnotherNodeHasNotEnded() {
        RecordingTransport before = page(one);
        Waiting.until("its begin is announced", () -> announced.equals(List.of(true)));
        RecordingTransport after = page(two);
        before.peerGoes();
        Waiting.until(
                "the first node has none",
                () -> ofOne.list().toCompletableFuture().join().all().isEmpty());
        assertThat(announced).containsExactly(true, true);
        after.peerGoes();
        Waiting.until("its end is announced", () -> announced.equals(List.of(true, true, false)));
    }

    private static RecordingTransport page(Hub hub) {
        RecordingTransport page = new RecordingTransport();
        hub.connect(
                ConnectRequest.to(Stream.of("/events"), Owner.of("ann"))
                        .subscriber("tab")
                        .topics("a")
                        .build(),
                page::carry);
        Waiting.until("the stream is open", page::isOpen);
        return page;
    }
}
