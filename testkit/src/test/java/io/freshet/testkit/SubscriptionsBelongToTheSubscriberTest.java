package io.freshet.testkit;

import static io.freshet.testkit.TestHub.key;
import static io.freshet.testkit.TestHub.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.Selector;
import io.freshet.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Point 1: connect, reconnect, close and late callbacks never change what a subscriber selects. */
class SubscriptionsBelongToTheSubscriberTest {
    private static final Set<Selector> CARDS = Selector.all(List.of("MNU_01_01", "MNU_02_01"));

    @Nested
    class OverEveryInterleaving {
        @ParameterizedTest
        @EnumSource
        void subscribe2BeforeConnect2LosesNothing(Logs logs) {
            Explored.exploring(200_000, schedule -> {
                TestHub hub = new TestHub(logs);
                RecordingTransport one = hub.connected(request("tab", "SLS_01_01"));
                RecordingTransport two = new RecordingTransport();
                hub.joins(schedule);
                schedule.actor("connect", () -> hub.connect(request("tab", "SLS_01_01"), two));
                schedule.actor("subscribe", () -> hub.subscribe("tab", 2, "MNU_01_01", "MNU_02_01"));
                schedule.actor("container", one::peerGoes);
                schedule.play();

                assertThat(hub.subscription("tab")).isEqualTo(new Subscription(2, CARDS));
                assertThat(hub.hub.connections(TestHub.OWNER)).containsExactly(two.connection());
                hub.publish("MNU_01_01", "menu");
                hub.publish("SLS_01_01", "sales");
                hub.settle();
                assertThat(two.data()).containsExactly("menu");
                assertThat(one.isEnded()).isTrue();
                new Promise(hub, key("tab"), "SLS_01_01").isFulfilledBy(two);
            });
        }

        @ParameterizedTest
        @EnumSource
        void aNewTabMaySubscribeBeforeWhileOrAfterItConnects(Logs logs) {
            Explored.exploring(50_000, schedule -> {
                TestHub hub = new TestHub(logs);
                RecordingTransport page = new RecordingTransport();
                boolean[] subscribedFirst = {false};
                hub.joins(schedule);
                schedule.actor("connect", () -> {
                    subscribedFirst[0] = hub.hub.subscriberCount() == 1;
                    hub.connect(request("tab", "SLS_01_01"), page);
                });
                schedule.actor("subscribe", () -> hub.subscribe("tab", 1, "MNU_01_01", "MNU_02_01"));
                schedule.actor("order", () -> hub.publish("MNU_01_01", "menu"));
                schedule.play();

                hub.publish("SLS_01_01", "sales");
                hub.settle();
                assertThat(hub.subscription("tab")).isEqualTo(new Subscription(1, CARDS));
                new Promise(hub, key("tab"), subscribedFirst[0] ? new String[0] : new String[] {"SLS_01_01"})
                        .isFulfilledBy(page);
            });
        }

        @ParameterizedTest
        @EnumSource
        void lateCallbacksOfSeveralConnectionsChangeNothing(Logs logs) {
            Explored.exploring(200_000, schedule -> {
                TestHub hub = new TestHub(logs);
                RecordingTransport one = hub.connected(request("tab", "SLS_01_01"));
                hub.subscribe("tab", 1, "MNU_01_01", "MNU_02_01");
                hub.settle();
                RecordingTransport two = new RecordingTransport();
                RecordingTransport three = new RecordingTransport();
                hub.joins(schedule);
                schedule.actor(
                        "page", () -> hub.connect(request("tab"), two), () -> hub.connect(request("tab"), three));
                schedule.actor(
                        "callback 1", one::peerGoes, () -> one.connection().end(CloseReason.FAILED));
                schedule.actor(
                        "goodbye 1",
                        () -> hub.hub.goodbye(key("tab"), one.connection().id()));
                schedule.play();

                hub.advance(Duration.ofSeconds(1));
                assertThat(hub.subscription("tab")).isEqualTo(new Subscription(1, CARDS));
                assertThat(hub.hub.connections(TestHub.OWNER)).containsExactly(three.connection());
                hub.publish("MNU_02_01", "menu");
                hub.settle();
                assertThat(three.data()).containsExactly("menu");
            });
        }

        @Test
        void aGracePeriodThatEndsWhileTheTabComesBackForgetsAllOrNothing() {
            Explored.exploring(50_000, schedule -> {
                TestHub hub = new TestHub();
                RecordingTransport one = hub.connected(request("tab", "SLS_01_01"));
                hub.subscribe("tab", 1, "MNU_01_01", "MNU_02_01");
                hub.settle();
                one.peerGoes();
                hub.advance(Duration.ofMillis(29_500));
                RecordingTransport two = new RecordingTransport();
                hub.joins(schedule);
                schedule.actor(
                        "time",
                        () -> hub.clock.skip(Duration.ofMillis(499)),
                        () -> hub.clock.skip(Duration.ofMillis(1)));
                schedule.actor("page", () -> hub.connect(request("tab", "SLS_01_01"), two));
                schedule.actor("housekeeping", () -> hub.hub.subscriberCount());
                schedule.play();

                boolean forgotten = hub.subscription("tab").revision() == 0;
                hub.publish("MNU_01_01", "menu");
                hub.publish("SLS_01_01", "sales");
                hub.settle();
                assertThat(two.data()).containsExactly(forgotten ? "sales" : "menu");
            });
        }
    }

    @Test
    void topicsOfAConnectRequestCountOnlyIfTheSubscriberIsNew() {
        TestHub hub = new TestHub();
        hub.connected(request("tab", "a")).peerGoes();
        hub.connected(request("tab", "b"));
        assertThat(hub.subscription("tab")).isEqualTo(new Subscription(0, Selector.all(List.of("a"))));
    }

    @Test
    void theSubscriberOutlivesItsConnectionForTheGracePeriod() {
        TestHub hub = new TestHub(it -> it.grace(Duration.ofSeconds(30)));
        RecordingTransport page = hub.connected(request("tab", "a"));
        hub.subscribe("tab", 7, "b");
        hub.advance(Duration.ofHours(1));
        page.peerGoes();
        hub.advance(Duration.ofMillis(29_999));
        assertThat(hub.subscription("tab").revision()).isEqualTo(7);
        hub.advance(Duration.ofMillis(1));
        assertThat(hub.subscription("tab")).isEqualTo(new Subscription(0, Set.of()));
        assertThat(hub.hub.subscriberCount()).isZero();
    }

    @Test
    void theGracePeriodOfOneWhoOnlySubscribedRunsFromItsCreation() {
        TestHub hub = new TestHub(it -> it.grace(Duration.ofSeconds(30)));
        hub.subscribe("tab", 1, "a");
        hub.advance(Duration.ofSeconds(20));
        hub.subscribe("tab", 2, "b");
        hub.advance(Duration.ofMillis(9_999));
        assertThat(hub.subscription("tab").revision()).isEqualTo(2);
        hub.advance(Duration.ofMillis(1));
        assertThat(hub.subscription("tab").revision()).isZero();
    }

    @Test
    void theGracePeriodBeginsAnewWithEveryConnection() {
        TestHub hub = new TestHub(it -> it.grace(Duration.ofSeconds(30)));
        hub.connected(request("tab", "a")).peerGoes();
        hub.advance(Duration.ofSeconds(20));
        hub.connected(request("tab")).peerGoes();
        hub.advance(Duration.ofSeconds(20));
        assertThat(hub.subscription("tab").selectors()).hasSize(1);
    }

    @Test
    void anExplicitLeaveTakesTheSubscriberAndItsConnection() {
        TestHub hub = new TestHub();
        RecordingTransport page = hub.connected(request("tab", "a"));
        hub.hub.leave(key("tab"));
        hub.settle();
        assertThat(hub.hub.subscriberCount()).isZero();
        assertThat(page.last().data()).isEqualTo("{\"reason\":\"left\",\"comeBack\":false}");
        assertThat(page.isEnded()).isTrue();
    }

    @Test
    void aLeaveTakesASubscriberWithoutAConnection() {
        TestHub hub = new TestHub();
        hub.connected(request("tab", "a")).peerGoes();
        hub.hub.leave(key("tab"));
        assertThat(hub.hub.subscriberCount()).isZero();
    }

    @Test
    void twoTabsAreTwoSubscribers() {
        TestHub hub = new TestHub();
        RecordingTransport one = hub.connected(request("tab-1", "a"));
        RecordingTransport two = hub.connected(request("tab-2", "a"));
        hub.subscribe("tab-1", 1, "b");
        hub.settle();
        hub.publish("a", "for 2");
        hub.publish("b", "for 1");
        hub.settle();
        assertThat(one.data()).containsExactly("for 1");
        assertThat(two.data()).containsExactly("for 2");
        two.peerGoes();
        hub.publish("b", "still for 1");
        hub.settle();
        assertThat(one.data()).containsExactly("for 1", "still for 1");
    }

    @Test
    void anUnnamedClientIsANewSubscriberAtEachConnect() {
        TestHub hub = new TestHub();
        RecordingTransport one = hub.connected(request(null, "a"));
        RecordingTransport two = hub.connected(request(null, "b"));
        assertThat(one.connection().subscriber()).isNotEqualTo(two.connection().subscriber());
        one.peerGoes();
        hub.settle();
        assertThat(hub.hub.subscriberCount()).isEqualTo(1);
    }
}
