package io.freshet.testkit;

import static io.freshet.testkit.TestHub.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.EventId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Whoever waits for an event to be published waits for lanes that are behind, and never for a reader. */
class PacingTest {
    /** More than lanes may be behind. */
    private static final int MANY = 300;

    /** How many connections a lane flushes before it sees to its other work. */
    private static final int FLUSHED_TOGETHER = 64;

    @Test
    void aPublisherIsAnsweredAtOnceWhileTheLanesKeepUp() {
        TestHub hub = new TestHub();
        hub.publishAll("a", 100);

        assertThat(hub.publish("a", "next")).isCompleted();
    }

    @Test
    void aPublisherIsAnsweredOnlyWhenTheLanesHaveCaughtUp() {
        TestHub hub = new TestHub();
        hub.connected(request("reader", "a"));
        hub.publishAll("a", MANY);

        CompletableFuture<EventId> published = hub.publish("a", "last");
        assertThat(published).isNotDone();
        assertThat(hub.hub.position().toString()).endsWith(":" + (MANY + 1));

        hub.settle();
        assertThat(published).isCompletedWithValue(hub.hub.position());
    }

    @Test
    void theSlowestLaneCounts() {
        TestHub hub = TestHub.withTwoLanes();
        hub.connected(request("reader", "a"));
        hub.connected(request("other", "a"));
        hub.publishAll("a", MANY);
        CompletableFuture<EventId> published = hub.publish("a", "last");

        hub.lane.runAll();
        hub.worker.runAll();
        assertThat(published).isNotDone();

        hub.otherLane.runAll();
        hub.worker.runAll();
        assertThat(published).isCompleted();
    }

    @Test
    void aReaderThatTakesNothingHoldsNobodyUp() {
        TestHub hub = new TestHub();
        RecordingTransport slow = hub.connected(request("slow", "a"));
        slow.block();
        for (int i = 0; i < MANY; i++) {
            hub.publish("a", "event");
            hub.lane.runAll();
        }

        assertThat(hub.publish("a", "last")).isCompleted();
    }

    @Test
    void aLaneWithoutConnectionsIsNotWokenAndHoldsNobodyUp() {
        TestHub hub = TestHub.withTwoLanes();
        hub.connected(request("reader", "a"));
        hub.publishAll("a", MANY);

        assertThat(hub.lane.pending() + hub.otherLane.pending()).isEqualTo(1);
        ManualExecutor busy = hub.lane.pending() > 0 ? hub.lane : hub.otherLane;
        CompletableFuture<EventId> published = hub.publish("a", "last");
        assertThat(published).isNotDone();

        busy.runAll();
        hub.worker.runAll();
        assertThat(published).isCompleted();
        assertThat(hub.hub.lag()).isZero();
    }

    @Test
    void whoComesToALaneThatWasNotWokenBeginsWhereTheLogIs() {
        TestHub hub = new TestHub(it -> it.window(16, 1 << 20));
        hub.publishAll("a", MANY);
        assertThat(hub.lane.pending()).isZero();

        RecordingTransport reader = hub.connected(request("reader", "a"));
        hub.publish("a", "next");
        hub.settle();

        assertThat(reader.frames("connect")).singleElement().satisfies(connect -> assertThat(connect.id())
                .endsWith(":" + MANY));
        assertThat(reader.data()).containsExactly("next");
    }

    @Test
    void whoComesWhileTheLastOfTheOthersTakesItsLastBlockIsNotForgotten() {
        TestHub hub = new TestHub();
        List<RecordingTransport> readers = new ArrayList<>();
        for (int i = 0; i <= FLUSHED_TOGETHER; i++) {
            readers.add(hub.connected(request("reader-" + i, "a")));
        }
        hub.lane.putOff();
        hub.publish("a", "event");
        hub.lane.runNext();
        RecordingTransport last = readers.stream()
                .filter(reader -> reader.events().isEmpty())
                .findFirst()
                .orElseThrow();
        last.block();
        hub.hub.close(TestHub.OWNER, CloseReason.CLOSED);
        while (hub.lane.pending() > 1) {
            hub.lane.runNext();
        }
        last.makeWritable();
        RecordingTransport newcomer = hub.connect(request("newcomer", "a"));
        ManualExecutor.runAll(List.of(hub.timer, hub.worker));
        hub.settle();
        assertThat(last.isEnded()).isTrue();
        hub.publish("a", "next");
        hub.settle();

        assertThat(newcomer.data()).containsExactly("next");
    }

    @Test
    void theLastReaderThatGoesLetsPublishersGo() {
        TestHub hub = new TestHub();
        RecordingTransport reader = hub.connected(request("reader", "a"));
        hub.publishAll("a", MANY);
        CompletableFuture<EventId> published = hub.publish("a", "last");
        assertThat(published).isNotDone();

        reader.peerGoes();
        hub.settle();

        assertThat(published).isCompleted();
        hub.publishAll("a", MANY);
        assertThat(hub.lane.pending()).isZero();
    }

    @Test
    void theEndOfTheHubLetsEverybodyGo() {
        TestHub hub = new TestHub();
        hub.connected(request("reader", "a"));
        hub.publishAll("a", MANY);
        CompletableFuture<EventId> published = hub.publish("a", "last");

        hub.lane.runImmediately();
        hub.worker.runImmediately();
        hub.hub.close();

        assertThat(published).isCompleted();
    }
}
