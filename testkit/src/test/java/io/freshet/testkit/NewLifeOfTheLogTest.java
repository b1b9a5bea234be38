package io.freshet.testkit;

import static io.freshet.testkit.TestHub.keeping;
import static io.freshet.testkit.TestHub.key;
import static io.freshet.testkit.TestHub.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.ChangeResult;
import io.freshet.CloseReason;
import io.freshet.ConnectRequest;
import io.freshet.Event;
import io.freshet.EventId;
import io.freshet.OverflowPolicy;
import io.freshet.Selector;
import io.freshet.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Point 8 on live streams: a log that was lost while it was tailed is told of, before anything newer. */
class NewLifeOfTheLogTest {
    private static final String EPOCH = "epoch";

    @Nested
    class OverEveryInterleaving {
        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
        void aLiveStreamIsToldBeforeAnythingNewer(Logs logs) {
            Explored.exploring(300_000, schedule -> {
                TestHub hub = new TestHub(logs);
                RecordingTransport page = hub.connected(request("tab", "a"));
                hub.joins(schedule);
                schedule.actor(
                        "publisher", () -> hub.publish("a", "old"), hub::logBeginsAnew, () -> hub.publish("a", "new"));
                schedule.play();
                new Promise(hub, key("tab"), "a").isFulfilledBy(page);
                assertThat(page.frames("gap")).extracting(SseBlock::reason).containsExactly(EPOCH);
                assertThat(page.data()).endsWith("new");
            });
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
        void aReplayInProgressIsToldAndGoesOnInTheNewLife(Logs logs) {
            Explored.exploring(400_000, schedule -> {
                TestHub hub = new TestHub(logs, keeping(10), it -> it.window(2, 1 << 20));
                EventId seen = hub.hub.position();
                hub.publishAll("a", 3);
                hub.settle();
                RecordingTransport page = new RecordingTransport();
                hub.joins(schedule);
                schedule.actor("page", () -> hub.connect(request("tab", "a").lastEventId(seen.toString()), page));
                schedule.actor("log", hub::logBeginsAnew, () -> hub.publish("a", "new"));
                schedule.play();
                new Promise(hub, key("tab"), "a").isFulfilledBy(page);
                assertThat(page.frames("gap"))
                        .isNotEmpty()
                        .last()
                        .extracting(SseBlock::reason)
                        .isEqualTo(EPOCH);
            });
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
        void anOutboxThatIsFullAtTheSameTimeLosesNothingInSilence(Logs logs) {
            for (OverflowPolicy policy : OverflowPolicy.values()) {
                Explored.exploring(400_000, schedule -> {
                    TestHub hub = new TestHub(logs, it -> it.outbox(1, 1 << 20).overflow(policy));
                    RecordingTransport page = hub.connected(request("tab", "a"));
                    page.block();
                    hub.joins(schedule);
                    schedule.actor(
                            "publisher",
                            () -> hub.publishAll("a", 2),
                            hub::logBeginsAnew,
                            () -> hub.publish("a", "new"));
                    schedule.actor("peer", page::unblock);
                    schedule.play();
                    Promise promise = new Promise(hub, key("tab"), "a");
                    if (policy == OverflowPolicy.LATEST) {
                        assertThat(page.frames("gap")).isNotEmpty();
                    } else {
                        promise.isKeptBy(page);
                    }
                    if (page.isOpen()) {
                        assertThat(page.data()).endsWith("new");
                    }
                });
            }
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
        void aChangeInFlightIsAnsweredAndWhatItAsksForHoldsOrDoesNot(Logs logs) {
            Explored.exploring(300_000, schedule -> {
                TestHub hub = new TestHub(logs);
                RecordingTransport page = hub.connected(request("tab", "a"));
                CompletableFuture<?>[] change = new CompletableFuture<?>[1];
                hub.joinsWithAcknowledgements(schedule);
                schedule.actor("page", () -> change[0] = hub.subscribe("tab", 1, "b"));
                schedule.actor("log", hub::logBeginsAnew);
                schedule.play();
                assertThat(change[0]).isDone();
                if (!change[0].isCompletedExceptionally()) {
                    assertThat(change[0].join())
                            .isEqualTo(new ChangeResult.Accepted(new Subscription(1, Selector.all(List.of("b")))));
                    assertThat(hub.subscription("tab").revision()).isEqualTo(1);
                }
                boolean changed = hub.subscription("tab").revision() == 1;
                hub.publish("a", "a");
                hub.publish("b", "b");
                hub.settle();
                assertThat(page.data()).containsExactly(changed ? "b" : "a");
                new Promise(hub, key("tab"), "a").isFulfilledBy(page);
            });
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
        void aStateThatIsBeingReadIsReadAnew(Logs logs) {
            Explored.exploring(400_000, schedule -> {
                TestHub hub = new TestHub(logs);
                hub.hub.snapshot("a", topic -> Event.of("state", "s"));
                RecordingTransport page = new RecordingTransport();
                hub.joins(schedule);
                schedule.actor("page", () -> hub.connect(request("tab", "a"), page));
                schedule.actor("log", hub::logBeginsAnew, () -> hub.publish("a", "new"));
                schedule.play();
                new Promise(hub, key("tab"), "a").isFulfilledBy(page);
                List<SseBlock> frames = page.frames();
                int gap = frames.indexOf(page.frames("gap").stream().findFirst().orElse(frames.get(0)));
                assertThat(frames.subList(gap, frames.size()))
                        .as("a state follows the gap")
                        .anyMatch(frame -> frame.is("state"));
            });
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
        void aLaneThatIsFarBehindSkipsALifeThatItNeverSaw(Logs logs) {
            Explored.exploring(300_000, schedule -> {
                TestHub hub = new TestHub(logs, it -> it.window(2, 1 << 20));
                RecordingTransport page = hub.connected(request("tab", "a"));
                hub.joins(schedule);
                schedule.actor(
                        "publisher",
                        hub::logBeginsAnew,
                        () -> hub.publishAll("a", 2),
                        hub::logBeginsAnew,
                        () -> hub.publish("a", "new"));
                schedule.play();
                new Promise(hub, key("tab"), "a").isFulfilledBy(page);
                assertThat(page.frames("gap")).isNotEmpty();
                assertThat(page.data()).endsWith("new");
            });
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
        void aPlainClientIsSentAwayAndLearnsOfItWhenItComesBack(Logs logs) {
            Explored.exploring(300_000, schedule -> {
                TestHub hub = new TestHub(logs, keeping(10), it -> it.window(2, 1 << 20));
                hub.publish("a", "0");
                hub.settle();
                String seen = hub.hub.position().toString();
                hub.publishAll("a", 3);
                hub.settle();
                RecordingTransport page = new RecordingTransport();
                hub.joins(schedule);
                schedule.actor(
                        "page", () -> hub.connect(request(null, "a").plain(true).lastEventId(seen), page));
                schedule.actor("log", hub::logBeginsAnew, () -> hub.publish("a", "new"));
                schedule.play();
                if (page.connection().closeReason() == null) {
                    assertThat(page.connection().resumes()).isFalse();
                    assertThat(page.data()).isSubsetOf("new");
                } else {
                    assertThat(page.connection().closeReason()).isEqualTo(CloseReason.OVERFLOW);
                    assertThat(page.data()).doesNotContain("new");
                }
                RecordingTransport back =
                        hub.connected(request(null, "a").plain(true).lastEventId(seen));
                assertThat(back.connection().resumes()).isFalse();
            });
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
        void whoAsksForTheEarliestGetsWhatTheNewLifeHas(Logs logs) {
            Explored.exploring(300_000, schedule -> {
                TestHub hub = new TestHub(logs, keeping(10), it -> it.window(2, 1 << 20));
                hub.publishAll("a", 4);
                hub.settle();
                RecordingTransport page = new RecordingTransport();
                hub.joins(schedule);
                schedule.actor(
                        "page", () -> hub.connect(request("tab", "a").lastEventId(ConnectRequest.EARLIEST), page));
                schedule.actor("log", hub::logBeginsAnew, () -> hub.publish("a", "new"));
                schedule.play();
                assertThat(page.isOpen()).isTrue();
                assertThat(page.data()).endsWith("new");
                new Promise(hub, key("tab"), "a").isKeptBy(page);
            });
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
    void aSubscriberKeepsWhatItSelects(Logs logs) {
        TestHub hub = new TestHub(logs);
        Page page = new Page(hub, () -> request("tab", "a"));
        page.connect();
        hub.settle();
        hub.subscribe("tab", 1, "b");
        hub.settle();
        hub.logBeginsAnew();
        hub.settle();
        hub.publish("a", "a");
        hub.publish("b", "b");
        hub.settle();
        assertThat(page.data()).containsExactly("b");
        page.response().peerGoes();
        hub.publish("b", "meanwhile");
        hub.settle();
        page.connect();
        hub.settle();
        assertThat(page.data()).containsExactly("b", "meanwhile");
        assertThat(page.response().frames("gap")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
    void aSubscriberThatWasForgottenInTheOldLifeStartsAfreshInTheNew(Logs logs) {
        TestHub hub = new TestHub(logs, it -> it.grace(Duration.ofSeconds(30)));
        Page page = new Page(hub, () -> request("tab", "a"));
        page.connect();
        hub.settle();
        hub.subscribe("tab", 1, "b");
        hub.settle();
        page.response().peerGoes();
        hub.advance(Duration.ofSeconds(31));
        hub.logBeginsAnew();
        hub.settle();
        page.connect();
        hub.settle();
        hub.publish("a", "1");
        hub.settle();
        assertThat(page.response().frames("gap")).extracting(SseBlock::reason).containsExactly(EPOCH);
        assertThat(page.response().data()).containsExactly("1");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
    void everyStreamOfALaneIsToldInOneTurn(Logs logs) {
        TestHub hub = new TestHub(logs);
        List<RecordingTransport> pages = List.of(
                hub.connected(request("1", "a")), hub.connected(request("2", "b")), hub.connected(request("3")));
        hub.logBeginsAnew();
        hub.late.showNext();
        hub.lane.runNext();
        assertThat(pages).allSatisfy(page -> assertThat(page.last().reason()).isEqualTo(EPOCH));
    }
}
