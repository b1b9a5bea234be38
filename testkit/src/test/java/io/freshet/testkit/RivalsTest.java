package io.freshet.testkit;

import static io.freshet.testkit.TestHub.OWNER;
import static io.freshet.testkit.TestHub.key;
import static io.freshet.testkit.TestHub.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.ConnectRequest;
import io.freshet.Connection;
import io.freshet.HubListener;
import io.freshet.Limit;
import io.freshet.Rights;
import io.freshet.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** While nobody knows which of a subscriber's connections is alive, each is a whole one; and that is known soon. */
class RivalsTest {
    private static final Duration ONE_SECOND = Duration.ofSeconds(1);

    private final TestHub hub = new TestHub();

    private static ConnectRequest.Builder tab() {
        return request("tab", "a").limit(Limit.of(1));
    }

    private RecordingTransport connected(ConnectRequest.Builder request) {
        return hub.connected(request, RecordingTransport.blind());
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void aChangeOfSubscriptionReachesWhoeverSurvives(boolean onOneLane, boolean olderSurvives) {
        TestHub each = onOneLane ? hub : TestHub.withTwoLanes();
        RecordingTransport older = each.connected(request("tab", "a"), RecordingTransport.blind());
        RecordingTransport newer = each.connected(request("tab", "a"), RecordingTransport.blind());
        each.publish("b", "too early");
        each.subscribe("tab", 1, "b");
        each.settle();
        each.publish("a", "too late");
        each.publish("b", "for both");
        each.settle();
        assertThat(List.of(older.data(), newer.data())).containsOnly(List.of("for both"));

        (olderSurvives ? newer : older).peerGoes();
        each.advance(ONE_SECOND);
        each.subscribe("tab", 2, "c");
        each.settle();
        each.publish("c", "for the one");
        each.publish("b", "for nobody");
        each.settle();
        RecordingTransport survivor = olderSurvives ? older : newer;
        assertThat(survivor.data()).containsExactly("for both", "for the one");
        new Promise(each, key("tab"), "a").isFulfilledBy(survivor);
    }

    @Test
    void aChangeOfSubscriptionIsOwedToBothInEveryOrder() {
        Explored.exploring(300_000, schedule -> {
            TestHub each = new TestHub();
            RecordingTransport live = RecordingTransport.blind();
            RecordingTransport dead = RecordingTransport.blind();
            each.connected(tab(), live);
            each.joins(schedule);
            schedule.actor("left page", () -> each.connect(tab(), dead), dead::peerGoes);
            schedule.actor("change", () -> each.subscribe("tab", 1, "b"), () -> each.publish("b", "1"));
            schedule.play();
            each.advance(ONE_SECOND);
            each.publish("b", "2");
            each.settle();

            assertThat(live.data()).containsExactly("1", "2");
            new Promise(each, key("tab"), "a").isFulfilledBy(live);
        });
    }

    /** Neither by the goodbye of the page that was left, nor because one of its requests is dead or comes in late. */
    @ParameterizedTest
    @EnumSource
    void aNewcomerNeverTakesThePlaceOfATabThatIsRefreshedInHasteInAnyOrder(Sight sight) {
        Explored.exploring(300_000, schedule -> {
            TestHub each = new TestHub();
            RecordingTransport first = sight.transport();
            RecordingTransport dead = sight.transport();
            RecordingTransport live = sight.transport();
            RecordingTransport newcomer = sight.transport();
            each.connected(tab(), first);
            String id = first.connection().id();
            each.joins(schedule);
            schedule.actor(
                    "goodbye",
                    () -> each.hub.goodbye(key("tab"), id),
                    first::peerGoes,
                    () -> each.connect(tab(), live));
            schedule.actor("left page", () -> each.connect(tab(), dead), dead::peerGoes);
            schedule.actor("newcomer", () -> each.connect(request("new", "a").limit(Limit.of(1)), newcomer));
            schedule.play();
            each.advance(ONE_SECOND);

            assertThat(live.isOpen()).as("the page: %s", live).isTrue();
            assertThat(newcomer.refusal()).isNotNull();
            assertThat(each.hub.connections(OWNER)).containsExactly(live.connection());
            assertThat(each.hub.connectionCount()).isOne();
        });
    }

    /** Each attempt that is made before the last one has stood its probes: the older ones do not wait for it. */
    @ParameterizedTest
    @EnumSource
    void nobodyKeepsMoreConnectionsThanPlacesByComingBackAllTheTime(Sight sight) {
        List<RecordingTransport> all = new ArrayList<>();
        int most = 0;
        for (int i = 0; i < 60; i++) {
            all.add(hub.connected(tab(), sight.transport()));
            hub.advance(Duration.ofMillis(200));
            most = Math.max(
                    most, (int) all.stream().filter(RecordingTransport::isOpen).count());
        }
        assertThat(most).isLessThanOrEqualTo(5);
        hub.advance(ONE_SECOND);
        assertThat(all.stream().filter(RecordingTransport::isOpen)).containsExactly(all.get(59));
        assertThat(hub.clock.timers()).as("housekeeping and one heartbeat").isEqualTo(2);
    }

    @Test
    void anHeirIsProbedToTheEnd() {
        RecordingTransport heir = connected(tab());
        RecordingTransport dead = connected(tab());
        dead.peerGoes();
        hub.advance(Duration.ofMillis(10));
        assertThat(dead.isEnded()).isTrue();
        heir.peerGoes();
        hub.advance(ONE_SECOND);
        assertThat(hub.hub.connectionCount()).isZero();
        hub.connected(request("new", "a").limit(Limit.of(1)));
    }

    @Test
    void aGoodbyeForTheHolderLeavesThePlaceToItsRivalForAsLongAsThatIsAlive() {
        RecordingTransport rival = connected(tab());
        RecordingTransport holder = connected(tab());
        assertThat(hub.hub.goodbye(key("tab"), holder.connection().id())).isTrue();
        hub.settle();
        assertThat(rival.isOpen()).isTrue();
        assertThat(hub.hub.connectionCount()).isOne();
        rival.peerGoes();
        RecordingTransport newcomer = hub.connect(request("new", "a").limit(Limit.of(1)), RecordingTransport.blind());
        hub.advance(ONE_SECOND);
        assertThat(newcomer.isOpen()).isTrue();
    }

    @Test
    void eachHasTheRightsAndTheSessionOfItsOwnRequest() {
        Rights onlyA = Rights.to(List.of(Selector.of("a")));
        RecordingTransport rival = connected(request("tab", "a").rights(onlyA).session("s1"));
        RecordingTransport holder = connected(request("tab", "a").session("s2"));
        hub.subscribe("tab", 1, "a", "b");
        hub.publish("a", "1");
        hub.publish("b", "2");
        hub.settle();
        assertThat(rival.data()).containsExactly("1");
        assertThat(holder.data()).containsExactly("1", "2");
        assertThat(hub.hub.closeSession("s2", CloseReason.LEFT)).isOne();
        hub.settle();
        assertThat(rival.isOpen()).isTrue();
        assertThat(hub.hub.connections(OWNER)).containsExactly(rival.connection());
        assertThat(hub.hub.closeSession("s1", CloseReason.RIGHT_ENDED)).isOne();
        hub.settle();
        assertThat(rival.isEnded()).isTrue();
        assertThat(hub.hub.connectionCount()).isZero();
    }

    @Test
    void aRivalReplaysWhatItMissed() {
        RecordingTransport first = connected(request("tab", "a"));
        String position = first.frames().get(0).id();
        hub.publish("a", "1");
        hub.publish("a", "2");
        hub.settle();
        RecordingTransport rival = RecordingTransport.blind();
        RecordingTransport dead = RecordingTransport.blind();
        hub.hub.connect(request("tab", "a").lastEventId(position).build(), connection -> {
            hub.connected(request("tab", "a"), dead);
            return rival.carry(connection);
        });
        hub.settle();
        dead.peerGoes();
        hub.publish("a", "3");
        hub.advance(ONE_SECOND);
        assertThat(rival.data()).containsExactly("1", "2", "3");
        new Promise(hub, key("tab"), "a").isFulfilledBy(rival);
    }

    /** A probe that waits for a busy lane proves nothing. */
    @Test
    void nobodyIsReplacedBeforeTheNewerOneWasWrittenTo() {
        RecordingTransport live = connected(tab());
        RecordingTransport dead = connected(tab());
        dead.peerGoes();
        for (int i = 0; i < 50; i++) {
            hub.clock.skip(Duration.ofMillis(20));
            while (hub.timer.pending() > 0) {
                hub.timer.runNext();
            }
        }
        assertThat(live.connection().closeReason()).isNull();
        hub.advance(ONE_SECOND);
        assertThat(dead.isEnded()).isTrue();
        assertThat(live.isOpen()).isTrue();
    }

    @Test
    void whoTakesNothingIsNoHolderForEver() {
        RecordingTransport live = connected(tab());
        RecordingTransport stuck = RecordingTransport.blind();
        stuck.block();
        hub.connect(tab(), stuck);
        hub.advance(Duration.ofMinutes(1));
        assertThat(stuck.connection().closeReason()).isEqualTo(CloseReason.STALLED);
        assertThat(live.isOpen()).isTrue();
        assertThat(hub.clock.timers()).as("housekeeping and one heartbeat").isEqualTo(2);
    }

    @Test
    void aPauseEndsAllAndListenersHearOfEachOnce() {
        List<Connection> began = new ArrayList<>();
        List<Connection> ended = new ArrayList<>();
        hub.hub.addListener(new HubListener() {
            @Override
            public void connected(Connection connection) {
                began.add(connection);
            }

            @Override
            public void ended(Connection connection, CloseReason reason) {
                ended.add(connection);
            }
        });
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            all.add(connected(tab()).connection());
        }
        hub.hub.pause();
        hub.advance(ONE_SECOND);
        assertThat(began).containsExactlyElementsOf(all);
        assertThat(ended).containsExactlyInAnyOrderElementsOf(all);
        assertThat(hub.hub.connectionCount()).isZero();
        assertThat(hub.hub.connections(OWNER)).isEmpty();
        assertThat(hub.clock.timers()).as("housekeeping").isEqualTo(1);
    }

    @Test
    void aSixthNeverTakesThePlaceOfATabThatIsRefreshedInHaste() {
        List<RecordingTransport> pages = new ArrayList<>();
        for (int tab = 0; tab < 5; tab++) {
            pages.add(connected(request("tab-" + tab, "a").limit(Limit.of(5))));
        }
        RecordingTransport sixth = hub.connect(request("new", "a").limit(Limit.of(5)), RecordingTransport.blind());
        for (int refresh = 0; refresh < 20; refresh++) {
            for (int tab = 0; tab < 5; tab++) {
                pages.get(tab).peerGoes();
                hub.advance(Duration.ofMillis(7));
                pages.set(tab, connected(request("tab-" + tab, "a").limit(Limit.of(5))));
            }
            if (sixth.refusal() != null) {
                sixth = hub.connect(request("new", "a").limit(Limit.of(5)), RecordingTransport.blind());
            }
            assertThat(sixth.isOpen()).isFalse();
        }
        hub.advance(ONE_SECOND);
        assertThat(sixth.refusal()).isNotNull();
        assertThat(pages).allMatch(RecordingTransport::isOpen);
        assertThat(hub.hub.connectionCount()).isEqualTo(5);
    }

    /** Opened at the same moment as the five, or a little later. */
    @ParameterizedTest
    @CsvSource({"true, 0", "true, 1", "true, 300", "false, 0", "false, 1", "false, 50", "false, 200", "false, 300"})
    void aTrueSixthIsRefusedWithinTheBoundOfProbingAnd200Ms(boolean named, int millisLater) {
        for (int i = 0; i < 5; i++) {
            String name = named ? "tab-" + i : null;
            hub.connect(request(name, "a").limit(Limit.of(5)), RecordingTransport.blind());
        }
        if (millisLater > 0) {
            hub.advance(Duration.ofMillis(millisLater));
        }
        RecordingTransport sixth = hub.connect(request(null, "a").limit(Limit.of(5)), RecordingTransport.blind());
        hub.advance(Duration.ofMillis(500));
        assertThat(sixth.refusal()).isNotNull();
    }

    /** Each of the five had just been refreshed, and the one that went said no goodbye. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneSecondAfterOneOfFiveHasGoneASixthIsAdmitted(boolean named) {
        List<RecordingTransport> pages = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            if (i >= 5) {
                pages.get(i - 5).peerGoes();
            }
            String name = named ? "tab-" + i % 5 : null;
            pages.add(hub.connect(request(name, "a").limit(Limit.of(5)), RecordingTransport.blind()));
        }
        hub.settle();
        pages.get(9).peerGoes();
        hub.advance(ONE_SECOND);
        RecordingTransport sixth = hub.connect(request("new", "a").limit(Limit.of(5)), RecordingTransport.blind());
        hub.advance(ONE_SECOND);
        assertThat(sixth.isOpen()).isTrue();
        assertThat(pages).filteredOn(RecordingTransport::isOpen).isEqualTo(pages.subList(5, 9));
    }

    /** The newest has its turn first, but nobody is kept waiting for ever. */
    @Test
    void whoeverIsAlwaysOvertakenIsToldSoAfterFiveSeconds() {
        hub.connected(request(null, "a").limit(Limit.of(1)), RecordingTransport.blind());
        RecordingTransport old = hub.connect(request(null, "a").limit(Limit.of(1)), RecordingTransport.blind());
        List<RecordingTransport> dead = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            dead.add(hub.connect(request(null, "a").limit(Limit.of(1)), RecordingTransport.blind()));
            hub.advance(Duration.ofMillis(100));
            dead.get(i).peerGoes();
        }
        assertThat(old.refusal() != null || old.isOpen()).isTrue();
        hub.advance(Duration.ofSeconds(6));
        assertThat(hub.hub.connectionCount()).isOne();
        assertThat(hub.clock.timers()).isEqualTo(2);
    }
}
