package io.freshet.testkit;

import static io.freshet.testkit.TestHub.key;
import static io.freshet.testkit.TestHub.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.ChangeResult;
import io.freshet.Owner;
import io.freshet.Selector;
import io.freshet.SubscriberKey;
import io.freshet.Subscription;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Point 2: a change carries a revision and takes effect at a position of the log. */
class ChangeOfSubscriptionTest {
    @Nested
    class OverEveryInterleaving {
        @ParameterizedTest
        @EnumSource
        void ofTwoRacingChangesTheNewerRevisionStays(Logs logs) {
            Explored.exploring(200_000, schedule -> {
                TestHub hub = new TestHub(logs);
                RecordingTransport page = hub.connected(request("tab", "a"));
                CompletableFuture<?>[] changes = new CompletableFuture<?>[2];
                hub.joinsWithAcknowledgements(schedule);
                schedule.actor("older", () -> changes[0] = hub.subscribe("tab", 1, "old"));
                schedule.actor("newer", () -> changes[1] = hub.subscribe("tab", 2, "new"));
                schedule.play();

                Subscription newer = new Subscription(2, Selector.all(List.of("new")));
                assertThat(hub.subscription("tab")).isEqualTo(newer);
                assertThat(changes[1].join()).isEqualTo(new ChangeResult.Accepted(newer));
                assertThat(changes[0].join())
                        .isIn(
                                new ChangeResult.Accepted(new Subscription(1, Selector.all(List.of("old")))),
                                new ChangeResult.Outdated(newer));
                hub.publish("old", "old");
                hub.publish("new", "new");
                hub.settle();
                assertThat(page.data()).containsExactly("new");
            });
        }

        @ParameterizedTest
        @EnumSource
        void anEventIsOwedExactlyIfASelectorMatchedAtItsPosition(Logs logs) {
            Explored.exploring(200_000, schedule -> {
                TestHub hub = new TestHub(logs);
                RecordingTransport page = hub.connected(request("tab", "a"));
                hub.joins(schedule);
                schedule.actor("page", () -> hub.subscribe("tab", 1, "b"));
                schedule.actor("order", () -> hub.publish("a", "1"), () -> hub.publish("b", "2"));
                schedule.play();
                new Promise(hub, key("tab"), "a").isFulfilledBy(page);
            });
        }

        @ParameterizedTest
        @EnumSource
        void aReconnectAmongChangesAndEventsLosesNothing(Logs logs) {
            Explored.exploring(400_000, schedule -> {
                TestHub hub = new TestHub(logs);
                Page page = new Page(hub, () -> request("tab", "a"));
                page.connect();
                hub.settle();
                hub.publish("a", "0");
                hub.settle();
                hub.joins(schedule);
                schedule.actor("page", () -> hub.subscribe("tab", 1, "b"));
                schedule.actor("order", () -> hub.publish("b", "1"));
                schedule.actor("network", () -> page.response().peerGoes(), page::connect);
                schedule.play();

                Promise promise = new Promise(hub, key("tab"), "a");
                page.responses().forEach(promise::isKeptBy);
                promise.isFulfilledBy(page.response());
                assertThat(page.data()).startsWith("0").doesNotHaveDuplicates();
            });
        }

        @ParameterizedTest
        @EnumSource
        void theSameChangeTwiceIsFine(Logs logs) {
            Explored.exploring(200_000, schedule -> {
                TestHub hub = new TestHub(logs);
                hub.connected(request("tab", "a"));
                CompletableFuture<?>[] changes = new CompletableFuture<?>[2];
                hub.joinsWithAcknowledgements(schedule);
                schedule.actor("once", () -> changes[0] = hub.subscribe("tab", 1, "b"));
                schedule.actor("twice", () -> changes[1] = hub.subscribe("tab", 1, "b"));
                schedule.play();
                assertThat(changes[0].join()).isEqualTo(changes[1].join()).isInstanceOf(ChangeResult.Accepted.class);
            });
        }
    }

    @Test
    void anOlderRevisionIsRefusedWithWhatIsHeld() {
        TestHub hub = new TestHub();
        hub.subscribe("tab", 5, "a");
        hub.settle();
        ChangeResult held = new ChangeResult.Outdated(new Subscription(5, Selector.all(List.of("a"))));
        assertThat(hub.subscribe("tab", 4, "a")).isCompletedWithValue(held);
        assertThat(hub.subscribe("tab", 5, "b")).isCompletedWithValue(held);
        assertThat(hub.subscribe("tab", 5, "a"))
                .isCompletedWithValue(new ChangeResult.Accepted(new Subscription(5, Selector.all(List.of("a")))));
    }

    @Test
    void aChangeIsAcknowledgedOnceTheLogHasShownIt() {
        TestHub hub = new TestHub(Logs.LATE);
        CompletableFuture<ChangeResult> change = hub.subscribe("tab", 1, "a");
        assertThat(change).isNotDone();
        assertThat(hub.subscription("tab").revision()).isZero();
        hub.late.showNext();
        hub.worker.runAll();
        assertThat(change).isCompleted();
        assertThat(hub.subscription("tab").revision()).isEqualTo(1);
    }

    @Test
    void aChangeThatTheLogDidNotTakeFailsAndChangesNothing() {
        TestHub hub = new TestHub(Logs.LATE);
        hub.late.failNext(LateEventLog.Failure.BEFORE);
        CompletableFuture<ChangeResult> change = hub.subscribe("tab", 1, "a");
        hub.settle();
        assertThat(change).isCompletedExceptionally();
        assertThat(hub.subscription("tab").revision()).isZero();
        assertThat(hub.subscribe("tab", 1, "a")).satisfies(again -> {
            hub.settle();
            assertThat(again).isCompleted();
        });
    }

    @Test
    void aChangeWhoseAnswerIsLostMayStillTakeEffect() {
        for (Logs logs : List.of(Logs.LATE, Logs.ANSWERING_FIRST)) {
            TestHub hub = new TestHub(logs);
            hub.late.failNext(LateEventLog.Failure.AFTER);
            CompletableFuture<ChangeResult> change = hub.subscribe("tab", 1, "a");
            hub.late.answerNext();
            assertThat(change).isCompletedExceptionally();
            hub.settle();
            assertThat(hub.subscription("tab").revision()).isEqualTo(1);
        }
    }

    @Test
    void aChangeWorksWhetherOrNotAConnectionStands() {
        TestHub hub = new TestHub();
        RecordingTransport page = hub.connected(request("tab", "a"));
        page.peerGoes();
        hub.settle();
        hub.subscribe("tab", 1, "b");
        hub.settle();
        RecordingTransport again = hub.connected(request("tab", "a"));
        hub.publish("b", "1");
        hub.settle();
        assertThat(again.data()).containsExactly("1");
        assertThat(again.frames("connect").get(0).data()).contains("\"revision\":1");
    }

    @Test
    void noEventFromBeforeIsSentForAChange() {
        TestHub hub = new TestHub();
        RecordingTransport page = hub.connected(request("tab", "a"));
        hub.publish("b", "before");
        hub.subscribe("tab", 1, "a", "b");
        hub.publish("b", "after");
        hub.settle();
        assertThat(page.data()).containsExactly("after");
    }

    @Test
    void replayAsksWhatWasSelectedThenAndNotWhatIsSelectedNow() {
        TestHub hub = new TestHub();
        Page page = new Page(hub, () -> request("tab", "a"));
        page.connect();
        hub.settle();
        page.response().peerGoes();
        hub.publish("a", "a1");
        hub.publish("b", "b1");
        hub.subscribe("tab", 1, "b");
        hub.publish("a", "a2");
        hub.publish("b", "b2");
        hub.settle();
        page.connect();
        hub.settle();
        assertThat(page.data()).containsExactly("a1", "b2");
    }

    @Test
    void aChangeReachesTheLaneOfTheConnectionWhateverItIs() {
        TestHub hub = new TestHub();
        RecordingTransport page = hub.connected(request("tab", "a/*", "b"));
        hub.subscribe("tab", 1, "b", "c/**");
        hub.publish("a/1", "1");
        hub.publish("c/1/2", "2");
        hub.publish("b", "3");
        hub.settle();
        assertThat(page.data()).containsExactly("2", "3");
    }

    @Test
    void revisionsBeginWith1() {
        TestHub hub = new TestHub();
        assertThatThrownBy(() -> hub.subscribe("tab", 0, "a")).hasMessageContaining("revision 0");
    }

    @Test
    void anAnonymousCallerCannotSubscribeBeforeItHasConnected() {
        TestHub hub = new TestHub();
        SubscriberKey chosen = new SubscriberKey(Owner.anonymous("10.0.0.1"), "/events", "mine");
        assertThat(hub.hub
                        .subscribe(chosen, 1, Selector.all(List.of("a")), TestHub.EVERYTHING)
                        .toCompletableFuture())
                .isCompletedWithValue(new ChangeResult.Unknown());
    }
}
