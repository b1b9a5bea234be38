package io.freshet.testkit;

import static io.freshet.testkit.TestHub.keeping;
import static io.freshet.testkit.TestHub.key;
import static io.freshet.testkit.TestHub.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.EventId;
import io.freshet.EventLog;
import io.freshet.LogEntry;
import io.freshet.LogPage;
import io.freshet.MemoryEventLog;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Points 7 and 8: replay loses nothing, sends nothing twice, and says what it cannot give. */
class ReplayTest {
    @Nested
    class OverEveryInterleaving {
        @ParameterizedTest
        @EnumSource
        void publishingRacesWithReplayBecomingLive(Logs logs) {
            Explored.exploring(300_000, schedule -> {
                TestHub hub = new TestHub(logs);
                hub.publish("a", "0");
                hub.settle();
                EventId seen = hub.hub.position();
                hub.publishAll("a", 2);
                hub.settle();
                RecordingTransport page = new RecordingTransport();
                hub.joins(schedule);
                schedule.actor("page", () -> hub.connect(request("tab", "a").lastEventId(seen.toString()), page));
                schedule.actor("publisher", () -> hub.publish("a", "2"), () -> hub.publish("a", "3"));
                schedule.play();
                new Promise(hub, key("tab"), "a").isFulfilledBy(page);
                assertThat(page.data()).containsExactly("0", "1", "2", "3");
            });
        }

        @ParameterizedTest
        @EnumSource
        void aSlowPeerReplaysWhileEventsCome(Logs logs) {
            Explored.exploring(300_000, schedule -> {
                TestHub hub = new TestHub(logs);
                hub.publish("a", "0");
                hub.settle();
                EventId seen = hub.hub.position();
                hub.publishAll("a", 2);
                hub.settle();
                RecordingTransport page = new RecordingTransport();
                page.block();
                hub.joins(schedule);
                schedule.actor(
                        "page",
                        () -> hub.connect(request("tab", "a").lastEventId(seen.toString()), page),
                        page::unblock,
                        page::block,
                        page::unblock);
                schedule.actor("publisher", () -> hub.publish("a", "2"));
                schedule.play();
                new Promise(hub, key("tab"), "a").isFulfilledBy(page);
                assertThat(page.data()).containsExactly("0", "1", "2");
            });
        }

        @ParameterizedTest
        @EnumSource
        void trimmingRacesWithReplayFromTheLog(Logs logs) {
            Explored.exploring(300_000, schedule -> {
                TestHub hub = new TestHub(logs, keeping(3), it -> it.window(2, 1 << 20));
                hub.publish("a", "0");
                hub.settle();
                EventId seen = hub.hub.position();
                hub.publishAll("a", 3);
                hub.settle();
                RecordingTransport page = new RecordingTransport();
                hub.joins(schedule);
                schedule.actor("page", () -> hub.connect(request("tab", "a").lastEventId(seen.toString()), page));
                schedule.actor("publisher", () -> hub.publish("a", "3"), () -> hub.publish("a", "4"));
                schedule.play();
                Promise promise = new Promise(hub, key("tab"), "a");
                promise.isFulfilledBy(page);
                hub.publish("a", "last");
                hub.settle();
                promise.isFulfilledBy(page);
                assertThat(page.data()).contains("last");
                if (page.frames("gap").isEmpty()) {
                    assertThat(page.data()).containsExactly("0", "1", "2", "3", "4", "last");
                }
            });
        }

        @ParameterizedTest
        @EnumSource
        void aLaneThatTrimmingOvertakesLosesNothingInSilence(Logs logs) {
            Explored.exploring(300_000, schedule -> {
                TestHub hub = new TestHub(logs, keeping(3), it -> it.window(2, 1 << 20));
                RecordingTransport page = hub.connected(request("tab", "a"));
                hub.joins(schedule);
                schedule.actor("publisher", () -> hub.publishAll("a", 2), () -> hub.publishAll("a", 2), () -> {
                    if (logs != Logs.MEMORY) {
                        hub.late.settle();
                    }
                    hub.publish("a", "4");
                });
                schedule.play();
                Promise promise = new Promise(hub, key("tab"), "a");
                promise.isFulfilledBy(page);
                hub.publish("a", "last");
                hub.settle();
                promise.isFulfilledBy(page);
                assertThat(page.last().data()).isEqualTo("last");
            });
        }
    }

    @Test
    void connectCarriesTheAcceptedPosition() {
        TestHub hub = new TestHub();
        hub.publishAll("a", 3);
        String asked = hub.hub.position().toString();
        hub.publishAll("a", 3);
        RecordingTransport page = hub.connected(request("tab", "a").lastEventId(asked));
        assertThat(page.frames().get(0).event()).isEqualTo("connect");
        assertThat(page.frames().get(0).id()).isEqualTo(asked);
        assertThat(page.data()).containsExactly("0", "1", "2");
    }

    @Test
    void connectCarriesTheHeadWithoutOne() {
        TestHub hub = new TestHub();
        hub.publishAll("a", 3);
        RecordingTransport page = hub.connected(request("tab", "a"));
        assertThat(page.frames().get(0).id()).isEqualTo(hub.hub.position().toString());
        assertThat(page.frames()).hasSize(1);
    }

    @Test
    void aLongReplayIsReadAsThePeerTakesItAndNeverThroughTheOutbox() {
        TestHub hub = new TestHub(it -> it.outbox(4, 1000));
        String start = hub.hub.position().toString();
        hub.publishAll("a", 5000);
        hub.settle();
        RecordingTransport page = new RecordingTransport();
        page.block();
        hub.connect(request("tab", "a").lastEventId(start), page);
        hub.settle();
        hub.publishAll("a", 10);
        hub.settle();
        assertThat(page.connection().closeReason()).isNull();
        page.unblock();
        hub.settle();
        assertThat(page.data()).hasSize(5010);
        assertThat(page.batches()).isGreaterThan(5);
        new Promise(hub, key("tab"), "a").isFulfilledBy(page);
    }

    @ParameterizedTest
    @EnumSource
    void whatTheWindowNoLongerHoldsIsReadFromTheLog(Logs logs) {
        TestHub hub = new TestHub(logs, it -> it.window(16, 1 << 20));
        String start = hub.hub.position().toString();
        hub.publishAll("a", 1000);
        hub.settle();
        RecordingTransport page = hub.connected(request("tab", "a").lastEventId(start));
        assertThat(page.data()).hasSize(1000);
        hub.publish("a", "live");
        hub.settle();
        new Promise(hub, key("tab"), "a").isFulfilledBy(page);
        assertThat(page.frames("gap")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aTrimmedPositionIsAGapAndTheRestFollows(Logs logs) {
        TestHub hub = new TestHub(logs, keeping(10), it -> it.window(8, 1 << 20));
        String start = hub.hub.position().toString();
        hub.publishAll("a", 50);
        hub.settle();
        RecordingTransport page = hub.connected(request("tab", "a").lastEventId(start));
        assertThat(page.frames().get(0).id()).isEqualTo(start);
        assertThat(page.frames().get(1).reason()).isEqualTo("trimmed");
        assertThat(page.data()).hasSize(10).last().isEqualTo("49");
        new Promise(hub, key("tab"), "a").isFulfilledBy(page);
    }

    @Test
    void whatTheWindowStillHoldsIsNotLostWithTheLog() {
        TestHub hub = new TestHub(Logs.MEMORY, keeping(4), it -> it.window(16, 1 << 20));
        String start = hub.hub.position().toString();
        hub.publishAll("a", 12);
        hub.settle();
        RecordingTransport page = hub.connected(request("tab", "a").lastEventId(start));
        assertThat(page.frames("gap")).isEmpty();
        assertThat(page.data()).hasSize(12);
    }

    @Test
    void anotherEpochIsAGap() {
        TestHub hub = new TestHub();
        hub.publishAll("a", 3);
        RecordingTransport page = hub.connected(request("tab", "a").lastEventId("other:2"));
        assertGapAtTheHead(hub, page, "epoch");
    }

    @Test
    void aPositionThatTheLogHasNotReachedIsAGap() {
        TestHub hub = new TestHub();
        hub.publishAll("a", 3);
        EventId head = hub.hub.position();
        RecordingTransport page = hub.connected(
                request("tab", "a").lastEventId(new EventId(head.epoch(), head.sequence() + 1).toString()));
        assertGapAtTheHead(hub, page, "epoch");
    }

    @Test
    void anUnreadableIdIsAGap() {
        TestHub hub = new TestHub();
        hub.publishAll("a", 3);
        for (String id :
                List.of("", "17", "ab_c:1", "abc-1", "abc:01", "abc:99999999999999999999", "abc:1!", "a:\u0661")) {
            assertGapAtTheHead(hub, hub.connected(request("tab", "a").lastEventId(id)), "unreadable");
        }
    }

    private static void assertGapAtTheHead(TestHub hub, RecordingTransport page, String reason) {
        String head = hub.hub.position().toString();
        assertThat(page.frames()).extracting(SseBlock::event).containsExactly("connect", "gap");
        assertThat(page.frames().get(0).id()).as("not complete before the gap").isEqualTo(head + "!");
        assertThat(page.last().id()).isEqualTo(head);
        assertThat(page.last().reason()).isEqualTo(reason);
        hub.publish("a", "next");
        hub.settle();
        assertThat(page.data()).containsExactly("next");
    }

    @Test
    void aSubscriberThatWasForgottenWithWhatItSelectedIsToldOfAGap() {
        TestHub hub = new TestHub(it -> it.grace(Duration.ofSeconds(30)));
        Page page = new Page(hub, () -> request("tab", "a"));
        page.connect();
        hub.settle();
        hub.subscribe("tab", 1, "b");
        hub.publish("b", "1");
        hub.settle();
        page.response().peerGoes();
        hub.advance(Duration.ofSeconds(31));
        hub.publish("b", "2");
        hub.settle();
        RecordingTransport back = page.connect();
        hub.settle();
        assertGapAtTheHead(hub, back, "forgotten");
    }

    @Test
    void aSubscriberThatWasForgottenAndSubscribesBeforeItComesBackIsToldOfAGap() {
        TestHub hub = new TestHub(it -> it.grace(Duration.ofSeconds(30)));
        Page page = new Page(hub, () -> request("tab"));
        page.connect();
        hub.settle();
        hub.subscribe("tab", 1, "b");
        hub.publish("b", "1");
        hub.settle();
        page.response().peerGoes();
        hub.advance(Duration.ofSeconds(31));
        hub.publish("b", "missed");
        hub.settle();
        hub.subscribe("tab", 2, "b");
        hub.publish("b", "2");
        hub.settle();
        RecordingTransport back = page.connect();
        hub.settle();
        assertThat(back.frames()).extracting(SseBlock::event).startsWith("connect", "gap");
        assertThat(back.frames().get(1).reason()).isEqualTo("forgotten");
    }

    @Test
    void whatWasSelectedAtFirstCountsUpToAChangeThatComesBeforeTheConnection() {
        TestHub hub = new TestHub(it -> it.grace(Duration.ofSeconds(30)));
        Page page = new Page(hub, () -> request("tab", "a"));
        page.connect();
        hub.settle();
        page.response().peerGoes();
        hub.advance(Duration.ofSeconds(31));
        hub.publish("a", "missed");
        hub.settle();
        hub.subscribe("tab", 1, "a", "b");
        hub.publish("a", "1");
        hub.settle();
        RecordingTransport back = page.connect();
        hub.settle();
        assertThat(back.data()).containsExactly("missed", "1");
        assertThat(back.frames("gap")).isEmpty();
    }

    @Test
    void whoChangesItsMindTooOftenWhileAReplayWaitsIsToldOfAGap() {
        TestHub hub = new TestHub();
        Page page = new Page(hub, () -> request("tab", "a"));
        page.connect();
        hub.settle();
        page.response().peerGoes();
        hub.publish("a", "1");
        hub.settle();
        RecordingTransport back = page.connect();
        back.block();
        hub.settle();
        for (int revision = 1; revision <= 100; revision++) {
            hub.subscribe("tab", revision, "b");
        }
        hub.publish("b", "2");
        hub.settle();
        back.unblock();
        hub.settle();
        new Promise(hub, key("tab"), "a").isKeptBy(back);
        assertThat(back.frames("gap")).extracting(SseBlock::reason).containsExactly("forgotten");
        assertThat(back.data()).containsExactly("2");
    }

    @Test
    void rightsFilterReplayAsTheyFilterLiveEvents() {
        TestHub hub = new TestHub();
        String start = hub.hub.position().toString();
        hub.publish("a/1", "1");
        hub.publish("a/2", "2");
        hub.settle();
        hub.subscribe("tab", 1, "a/*");
        hub.publish("a/1", "3");
        hub.publish("a/2", "4");
        hub.settle();
        // Rights that cover the selector only because all is public; the private one passes by.
        RecordingTransport page = hub.connected(request("tab")
                .lastEventId(start)
                .rights(io.freshet.Rights.toEverythingPublicAnd(List.of(io.freshet.Selector.of("a/1")))));
        hub.hub.publish(new io.freshet.Publication(List.of("a/2"), true, io.freshet.Event.message("hidden")));
        hub.hub.publish(new io.freshet.Publication(List.of("a/1"), true, io.freshet.Event.message("mine")));
        hub.settle();
        assertThat(page.data()).containsExactly("3", "4", "mine");
        page.peerGoes();
        RecordingTransport again = hub.connected(request("tab")
                .lastEventId(start)
                .rights(io.freshet.Rights.toEverythingPublicAnd(List.of(io.freshet.Selector.of("a/1")))));
        assertThat(again.data()).containsExactly("3", "4", "mine");
    }

    @Test
    void anEventWithSeveralTopicsIsSentOnce() {
        TestHub hub = new TestHub();
        String start = hub.hub.position().toString();
        io.freshet.Publication both =
                new io.freshet.Publication(List.of("a/1", "b"), false, io.freshet.Event.message("once"));
        RecordingTransport live = hub.connected(request("live", "a/*", "b", "a/1", "**"));
        hub.hub.publish(both);
        hub.settle();
        RecordingTransport replayed =
                hub.connected(request("replayed", "a/*", "b", "a/1", "**").lastEventId(start));
        assertThat(live.data()).containsExactly("once");
        assertThat(replayed.data()).containsExactly("once");
    }

    @Test
    void aLogThatCannotBeReadEndsTheConnectionAndTheReaderComesBack() {
        for (boolean throwing : List.of(true, false)) {
            MemoryEventLog memory = new MemoryEventLog();
            ManualClock clock = new ManualClock();
            ManualExecutor lane = new ManualExecutor(clock);
            io.freshet.Hub hub = io.freshet.Hub.builder()
                    .log(new Unreadable(memory, throwing))
                    .window(2, 1 << 20)
                    .time(clock)
                    .lanes(List.of(lane))
                    .timer(lane)
                    .worker(lane)
                    .build();
            String start = hub.position().toString();
            for (int i = 0; i < 10; i++) {
                hub.publish("a", io.freshet.Event.message("x"));
            }
            RecordingTransport page = new RecordingTransport();
            hub.connect(request("tab", "a").lastEventId(start).build(), page::carry);
            lane.runAll();
            assertThat(page.connection().closeReason()).isEqualTo(CloseReason.FAILED);
            assertThat(page.last().data()).contains("\"comeBack\":true");
        }
    }

    private record Unreadable(EventLog log, boolean throwing) implements EventLog {
        @Override
        public CompletionStage<EventId> append(LogEntry entry) {
            return log.append(entry);
        }

        @Override
        public CompletionStage<LogPage> since(EventId after, int limit) {
            if (throwing) {
                throw new IllegalStateException("cannot be read");
            }
            return java.util.concurrent.CompletableFuture.failedFuture(new IllegalStateException("cannot be read"));
        }

        @Override
        public void tail(Tail tail) {
            log.tail(tail);
        }

        @Override
        public void close() {
            log.close();
        }
    }
}
