package io.freshet.testkit;

import static io.freshet.testkit.TestHub.key;
import static io.freshet.testkit.TestHub.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.Event;
import io.freshet.EventId;
import io.freshet.HubBuilder;
import io.freshet.OverflowPolicy;
import io.freshet.PublishException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Point 6: publishing never waits for a reader; what happens to a slow one is its policy's business. */
class OverflowTest {
    private static UnaryOperator<HubBuilder> small(OverflowPolicy policy) {
        return it -> it.outbox(4, 1 << 20).overflow(policy);
    }

    @ParameterizedTest
    @EnumSource
    void aQuickReaderGetsABurstLargerThanItsOutbox(OverflowPolicy policy) {
        TestHub hub = new TestHub(small(policy));
        RecordingTransport page = hub.connected(request("tab", "a"));
        hub.publishAll("a", 100);
        hub.settle();
        assertThat(page.data()).hasSize(100);
        assertThat(page.frames("gap")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aQuickReaderGetsABurstWithMoreBytesThanItsOutbox(OverflowPolicy policy) {
        TestHub hub = new TestHub(it -> it.outbox(1024, 1000).overflow(policy));
        RecordingTransport page = hub.connected(request("tab", "a"));
        for (int i = 0; i < 10; i++) {
            hub.publish("a", i + "x".repeat(600));
        }
        hub.settle();
        assertThat(page.data()).hasSize(10);
    }

    @ParameterizedTest
    @EnumSource
    void aSlowReaderHurtsNobodyElse(OverflowPolicy policy) {
        TestHub hub = new TestHub(small(policy));
        RecordingTransport slow = hub.connected(request("slow", "a"));
        RecordingTransport quick = hub.connected(request("quick", "a"));
        slow.block();
        hub.publishAll("a", 100);
        hub.settle();
        assertThat(quick.data()).hasSize(100);
    }

    @Nested
    class Disconnect {
        @Test
        void theReaderIsEndedAndResumesFromTheLogWithNothingLost() {
            TestHub hub = new TestHub(small(OverflowPolicy.DISCONNECT));
            Page page = new Page(hub, () -> request("tab", "a"));
            page.connect();
            hub.settle();
            hub.publish("a", "first");
            hub.settle();
            page.response().block();
            hub.publishAll("a", 10);
            hub.settle();
            assertThat(page.response().connection().closeReason()).isEqualTo(CloseReason.OVERFLOW);
            page.response().unblock();
            hub.settle();
            assertThat(page.response().last().data()).isEqualTo("{\"reason\":\"overflow\",\"comeBack\":true}");
            page.connect();
            hub.settle();
            assertThat(page.data()).containsExactly("first", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        }

        @Test
        void anOutboxIsBoundedInBytes() {
            TestHub hub = new TestHub(it -> it.outbox(1000, 100));
            RecordingTransport page = hub.connected(request("tab", "a"));
            page.block();
            hub.publish("a", "x".repeat(1000));
            hub.settle();
            assertThat(page.connection().closeReason())
                    .as("one event always fits")
                    .isNull();
            hub.publish("a", "y");
            hub.settle();
            assertThat(page.connection().closeReason()).isEqualTo(CloseReason.OVERFLOW);
        }
    }

    @Nested
    class Latest {
        @Test
        void theOldIsRemovedAndTheNewAppendedSoThatIdsNeverFall() {
            TestHub hub = new TestHub(small(OverflowPolicy.LATEST));
            RecordingTransport page = hub.connected(request("tab", "a", "b"));
            page.block();
            hub.publish("a", "a1");
            hub.publish("b", "b1");
            hub.publish("a", "a2");
            hub.publish("a", "a3");
            hub.settle();
            hub.publish("a", "a4");
            hub.settle();
            page.unblock();
            hub.settle();
            assertThat(page.data()).containsExactly("b1", "a4");
            assertThat(page.events()).extracting(SseBlock::sequence).isSorted();
        }

        @Test
        void anOutboxFullOfDifferentTopicsDisconnects() {
            TestHub hub = new TestHub(small(OverflowPolicy.LATEST));
            RecordingTransport page = hub.connected(request("tab", "*"));
            page.block();
            for (int i = 0; i < 5; i++) {
                hub.publish("topic-" + i, "x");
            }
            hub.settle();
            assertThat(page.connection().closeReason()).isEqualTo(CloseReason.OVERFLOW);
        }
    }

    @Nested
    class Drop {
        @Test
        void whatWasDroppedIsAnnouncedBeforeTheNextEvent() {
            TestHub hub = new TestHub(small(OverflowPolicy.DROP));
            RecordingTransport page = hub.connected(request("tab", "a"));
            page.block();
            hub.publishAll("a", 10);
            hub.settle();
            page.unblock();
            hub.settle();
            assertThat(page.data()).containsExactly("0", "1", "2", "3");
            assertThat(page.last().is("gap")).isTrue();
            assertThat(page.last().reason()).isEqualTo("overflow");
            hub.publish("a", "next");
            hub.settle();
            assertThat(page.last().data()).isEqualTo("next");
            new Promise(hub, key("tab"), "a").isKeptBy(page);
        }

        @Test
        void theNextEventThatFitsComesBehindTheGap() {
            TestHub hub = new TestHub(it -> it.outbox(100, 200).overflow(OverflowPolicy.DROP));
            RecordingTransport page = hub.connected(request("tab", "a"));
            page.block();
            hub.publish("a", "1");
            hub.publish("a", "x".repeat(300));
            hub.settle();
            hub.publish("a", "2");
            hub.settle();
            page.unblock();
            hub.settle();
            assertThat(page.frames().subList(1, 4))
                    .extracting(block -> block.is("gap") ? block.reason() : block.data())
                    .containsExactly("1", "overflow", "2");
            new Promise(hub, key("tab"), "a").isKeptBy(page);
        }

        @Test
        void stateFollowsTheGapWhereverItComes() {
            TestHub hub = new TestHub(it -> it.outbox(100, 200).overflow(OverflowPolicy.DROP));
            hub.hub.snapshot("a", topic -> Event.of("state", "state"));
            RecordingTransport page = hub.connected(request("tab", "a"));
            page.forgetFrames();
            page.block();
            hub.publish("a", "1");
            hub.publish("a", "x".repeat(300));
            hub.settle();
            hub.publish("a", "2");
            hub.settle();
            page.unblock();
            hub.settle();
            hub.publish("a", "3");
            hub.settle();
            assertThat(page.frames())
                    .extracting(block -> block.is("gap") ? block.reason() : block.data())
                    .containsExactly("1", "overflow", "state", "3");
        }

        @Test
        void aLaneThatFallsBehindAReaderThatHadDropped() {
            TestHub hub = new TestHub(
                    it -> it.outbox(2, 1 << 20).overflow(OverflowPolicy.DROP).window(4, 1 << 20));
            RecordingTransport page = hub.connected(request("tab", "a"));
            page.block();
            hub.publishAll("a", 4);
            hub.settle();
            hub.publishAll("a", 10);
            page.makeWritable();
            hub.settle();
            hub.publish("a", "last");
            hub.settle();
            new Promise(hub, key("tab"), "a").isFulfilledBy(page);
            assertThat(page.data()).contains("9", "last");
        }
    }

    @Test
    void aPeerThatTakesNothingForTooLongIsEnded() {
        TestHub hub = new TestHub(it -> it.stall(Duration.ofSeconds(30)).heartbeat(Duration.ofHours(1)));
        RecordingTransport page = hub.connected(request("tab", "a"));
        page.block();
        hub.advance(Duration.ofMinutes(5));
        assertThat(page.connection().closeReason()).as("nothing waits").isNull();
        hub.publish("a", "1");
        hub.settle();
        hub.advance(Duration.ofMillis(29_999));
        assertThat(page.connection().closeReason()).isNull();
        hub.advance(Duration.ofMillis(1));
        assertThat(page.connection().closeReason()).isEqualTo(CloseReason.STALLED);
    }

    @Test
    void aPeerThatTakesSomethingNowAndThenIsNotEnded() {
        TestHub hub = new TestHub(it -> it.stall(Duration.ofSeconds(30)));
        RecordingTransport page = hub.connected(request("tab", "a"));
        for (int i = 0; i < 10; i++) {
            page.block();
            hub.publish("a", "x");
            hub.advance(Duration.ofSeconds(29));
            page.unblock();
            hub.settle();
        }
        assertThat(page.connection().closeReason()).isNull();
    }

    @Test
    void appendsInFlightAreBoundedAndFailFast() {
        TestHub hub = new TestHub(Logs.LATE, it -> it.maxAppendsInFlight(2));
        CompletableFuture<?> one = hub.publish("a", "1");
        CompletableFuture<?> two = hub.publish("a", "2");
        CompletableFuture<?> three = hub.publish("a", "3");
        assertThat(three).isCompletedExceptionally();
        assertThat(three.handle((id, failure) -> failure).join()).isInstanceOf(PublishException.class);
        assertThat(hub.subscribe("tab", 1, "a")).isCompletedExceptionally();
        hub.settle();
        assertThat(one).isCompleted();
        assertThat(two).isCompleted();
        CompletableFuture<?> four = hub.publish("a", "4");
        hub.settle();
        assertThat(four).isCompleted();
    }

    @Test
    void appendsInFlightAreBoundedByTheirSizeToo() {
        TestHub hub = new TestHub(Logs.LATE, it -> it.window(2, 1).maxEventBytes(100 << 20));
        String large = "x".repeat(20 << 20);
        List<CompletableFuture<EventId>> taken =
                Stream.generate(() -> hub.publish("a", large)).limit(3).toList();
        assertThat(hub.publish("a", large)).isCompletedExceptionally();
        assertThat(hub.hub.publish("a", () -> Event.message(large)).toCompletableFuture())
                .as("once it is computed")
                .satisfies(value -> {
                    hub.worker.take(0);
                    assertThat(value).isCompletedExceptionally();
                });
        assertThat(hub.publish("a", "small")).isNotDone();
        hub.settle();
        assertThat(taken).allSatisfy(publish -> assertThat(publish).isCompleted());
        CompletableFuture<EventId> alone = hub.publish("a", "x".repeat(70 << 20));
        hub.settle();
        assertThat(alone).as("whatever its size").isCompleted();
    }

    @Test
    void everyConnectionIsFlushedOnceInATurn() {
        TestHub hub = new TestHub();
        RecordingTransport page = hub.connected(request("tab", "a"));
        int before = page.batches();
        hub.publishAll("a", 100);
        hub.settle();
        assertThat(page.batches() - before).isEqualTo(1);
    }
}
