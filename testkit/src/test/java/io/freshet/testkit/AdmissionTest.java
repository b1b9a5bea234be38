package io.freshet.testkit;

import static io.freshet.testkit.TestHub.key;
import static io.freshet.testkit.TestHub.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.ConnectRequest;
import io.freshet.Limit;
import io.freshet.Owner;
import io.freshet.Refusal;
import io.freshet.RefusalReason;
import io.freshet.Stream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Point 5: who is admitted, who waits, and who is refused. */
class AdmissionTest {
    private static final int MAX = 2;

    private static ConnectRequest.Builder limited(String subscriber) {
        return request(subscriber, "a").limit(Limit.of(MAX));
    }

    private static List<RecordingTransport> full(TestHub hub, boolean blind) {
        List<RecordingTransport> pages = new ArrayList<>();
        for (int i = 1; i <= MAX; i++) {
            pages.add(
                    hub.connected(limited("tab-" + i), blind ? RecordingTransport.blind() : new RecordingTransport()));
        }
        return pages;
    }

    @Nested
    class OverEveryInterleaving {
        @Test
        void aNewcomerNeverTakesThePlaceOfAPageThatIsJustRefreshing() {
            Explored.exploring(100_000, schedule -> {
                TestHub hub = new TestHub();
                List<RecordingTransport> pages = full(hub, false);
                RecordingTransport refreshed = new RecordingTransport();
                RecordingTransport newcomer = new RecordingTransport();
                hub.joins(schedule);
                schedule.actor("page", pages.get(0)::peerGoes, () -> hub.connect(limited("tab-1"), refreshed));
                schedule.actor("newcomer", () -> hub.connect(limited("new"), newcomer));
                schedule.actor("time", () -> hub.clock.skip(Duration.ofMillis(499)));
                schedule.play();

                assertThat(hub.hub.connectionCount()).isLessThanOrEqualTo(MAX);
                hub.advance(Duration.ofSeconds(1));
                assertThat(refreshed.isOpen()).as("the page: %s", refreshed).isTrue();
                assertThat(newcomer.refusal()).isNotNull();
                assertThat(hub.hub.connectionCount()).isEqualTo(MAX);
            });
        }

        @Test
        void theLimitIsNeverExceededWhoeverComesAndGoes() {
            Explored.exploring(300_000, schedule -> {
                TestHub hub = new TestHub();
                List<RecordingTransport> pages = full(hub, true);
                List<RecordingTransport> newcomers = List.of(RecordingTransport.blind(), RecordingTransport.blind());
                hub.joins(schedule);
                schedule.actor("page", pages.get(0)::peerGoes, () -> hub.hub.leave(key("tab-2")));
                schedule.actor(
                        "newcomers",
                        () -> hub.connect(limited("new-1"), newcomers.get(0)),
                        () -> hub.connect(limited("new-2"), newcomers.get(1)));
                schedule.play();

                assertThat(hub.hub.connectionCount()).isLessThanOrEqualTo(MAX);
                for (int i = 0; i < 10; i++) {
                    hub.advance(Duration.ofMillis(100));
                    assertThat(hub.hub.connectionCount()).isLessThanOrEqualTo(MAX);
                }
                assertThat(newcomers)
                        .as("one has the place of the one who left, and the other that of the dead one")
                        .allMatch(RecordingTransport::isOpen);
            });
        }

        @Test
        void aNamedRefreshIsNeverRefusedHoweverOftenAndFast() {
            Explored.exploring(300_000, schedule -> {
                TestHub hub = new TestHub();
                List<RecordingTransport> pages = full(hub, true);
                List<RecordingTransport> refreshed = List.of(RecordingTransport.blind(), RecordingTransport.blind());
                RecordingTransport newcomer = RecordingTransport.blind();
                String first = pages.get(0).connection().id();
                hub.joins(schedule);
                schedule.actor(
                        "page",
                        () -> hub.connect(limited("tab-1"), refreshed.get(0)),
                        () -> hub.connect(limited("tab-1"), refreshed.get(1)));
                schedule.actor("goodbye", () -> hub.hub.goodbye(key("tab-1"), first));
                schedule.actor("newcomer", () -> hub.connect(limited("new"), newcomer));
                schedule.play();

                assertThat(refreshed).allMatch(page -> page.refusal() == null);
                assertThat(refreshed.get(1).isOpen()).isTrue();
                hub.advance(Duration.ofSeconds(1));
                assertThat(newcomer.refusal()).isNotNull();
            });
        }

        @Test
        void aNewcomerWhoGivesUpTakesNoPlace() {
            Explored.exploring(100_000, schedule -> {
                TestHub hub = new TestHub();
                full(hub, true);
                RecordingTransport newcomer = new RecordingTransport();
                RecordingTransport last = new RecordingTransport();
                hub.joins(schedule);
                schedule.actor("newcomer", () -> hub.connect(limited("new"), newcomer), newcomer::peerGoes);
                schedule.actor("page", () -> hub.hub.leave(key("tab-1")));
                schedule.play();
                assertThat(hub.hub.connectionCount()).isEqualTo(1);
                hub.advance(Duration.ofSeconds(1));
                hub.connected(limited("last"), last);
                assertThat(hub.hub.connectionCount()).isEqualTo(2);
            });
        }
    }

    @Test
    void oneTooManyIsRefusedOnceTheEndOfAnyOtherWouldHaveBeenSeen() {
        TestHub hub = new TestHub();
        full(hub, false);
        RecordingTransport newcomer = hub.connect(limited("new"));
        hub.advance(Duration.ofMillis(349));
        assertThat(newcomer.refusal()).isNull();
        hub.advance(Duration.ofMillis(1));
        assertThat(newcomer.refusal().reason()).isEqualTo(RefusalReason.LIMIT);
        assertThat(newcomer.refusal().status()).isEqualTo(429);
        assertThat(newcomer.frames()).isEmpty();
    }

    @Test
    void theRefusalIsTheApplications() {
        TestHub hub = new TestHub();
        full(hub, false);
        Refusal refusal =
                Refusal.of(RefusalReason.LIMIT, "zu viele").withStatus(400, "SHARE_LINK_ACCESS_LIMIT_EXCEEDED");
        RecordingTransport newcomer = hub.connect(request("new", "a").limit(new Limit(MAX, refusal)));
        hub.advance(Duration.ofSeconds(1));
        assertThat(newcomer.refusal()).isEqualTo(refusal);
    }

    @Test
    void blindConnectionsAreProbedAt0And20And100And300MsBeforeAnyoneIsRefused() {
        TestHub hub = new TestHub();
        List<RecordingTransport> pages = full(hub, true);
        pages.forEach(RecordingTransport::forgetFrames);
        RecordingTransport newcomer = hub.connect(limited("new"));
        hub.settle();
        assertThat(pages).allMatch(page -> page.frames().size() == 1);
        assertThat(pages.get(0).last().comments()).containsExactly("");
        hub.advance(Duration.ofMillis(19));
        assertThat(pages.get(0).frames()).hasSize(1);
        hub.advance(Duration.ofMillis(1));
        assertThat(pages.get(0).frames()).hasSize(2);
        hub.advance(Duration.ofMillis(80));
        assertThat(pages.get(0).frames()).hasSize(3);
        hub.advance(Duration.ofMillis(200));
        assertThat(pages.get(0).frames()).hasSize(4);
        assertThat(newcomer.refusal()).isNull();
        hub.advance(Duration.ofMillis(50));
        assertThat(newcomer.refusal()).isNotNull();
        assertThat(pages).allMatch(page -> page.frames().size() == 4);
    }

    @Test
    void connectionsThatSeeTheirPeersAreNotProbed() {
        TestHub hub = new TestHub();
        List<RecordingTransport> pages = full(hub, false);
        pages.forEach(RecordingTransport::forgetFrames);
        hub.connect(limited("new"));
        hub.advance(Duration.ofSeconds(1));
        assertThat(pages).allMatch(page -> page.frames().isEmpty());
    }

    @Test
    void theBoundOfProbingCanBeConfigured() {
        TestHub hub = new TestHub(it -> it.probing(Duration.ofSeconds(3)));
        full(hub, true);
        RecordingTransport newcomer = hub.connect(limited("new"));
        hub.advance(Duration.ofMillis(3049));
        assertThat(newcomer.refusal()).isNull();
        hub.advance(Duration.ofMillis(1));
        assertThat(newcomer.refusal()).isNotNull();
    }

    @Test
    void aDeadUnnamedConnectionGivesItsPlaceUpAsSoonAsAWriteFails() {
        TestHub hub = new TestHub();
        RecordingTransport dead = hub.connected(request(null, "a").limit(Limit.of(1)), RecordingTransport.blind());
        dead.peerGoes();
        RecordingTransport newcomer = hub.connect(limited("new").limit(Limit.of(1)));
        hub.settle();
        assertThat(newcomer.isOpen()).isTrue();
        assertThat(dead.connection().closeReason()).isEqualTo(CloseReason.PEER_GONE);
    }

    @Test
    void aDeadNamedConnectionsPlaceIsFreeAfterTheHold() {
        TestHub hub = new TestHub();
        List<RecordingTransport> pages = full(hub, true);
        pages.get(0).peerGoes();
        RecordingTransport newcomer = hub.connect(limited("new"));
        hub.advance(Duration.ofMillis(499));
        assertThat(newcomer.isOpen()).isFalse();
        assertThat(newcomer.refusal()).isNull();
        hub.advance(Duration.ofMillis(1));
        assertThat(newcomer.isOpen()).isTrue();
    }

    @Test
    void aPlaceThatWasLeftIsFreeAtOnce() {
        TestHub hub = new TestHub();
        full(hub, true);
        RecordingTransport newcomer = hub.connect(limited("new"));
        hub.settle();
        hub.hub.leave(key("tab-1"));
        hub.settle();
        assertThat(newcomer.isOpen()).isTrue();
    }

    @Test
    void anUnnamedSubscribersPlaceIsNotHeld() {
        TestHub hub = new TestHub();
        RecordingTransport page = hub.connected(request(null, "a").limit(Limit.of(1)));
        page.peerGoes();
        hub.connected(limited("new").limit(Limit.of(1)));
    }

    @Test
    void aPageThatComesBackInTimeHasItsPlaceAndOneThatDoesNotHasNone() {
        TestHub hub = new TestHub();
        List<RecordingTransport> pages = full(hub, false);
        pages.get(0).peerGoes();
        hub.advance(Duration.ofMillis(499));
        RecordingTransport back = hub.connected(limited("tab-1"));
        back.peerGoes();
        hub.advance(Duration.ofMillis(500));
        hub.connected(limited("new"));
        RecordingTransport tooLate = hub.connect(limited("tab-1"));
        hub.advance(Duration.ofSeconds(1));
        assertThat(tooLate.refusal()).isNotNull();
    }

    @Test
    void whoComesWhileAPlaceIsHeldWaitsForIt() {
        TestHub hub = new TestHub();
        List<RecordingTransport> pages = full(hub, false);
        pages.get(0).peerGoes();
        hub.advance(Duration.ofMillis(100));
        RecordingTransport newcomer = hub.connect(limited("new"));
        hub.advance(Duration.ofMillis(399));
        assertThat(newcomer.isOpen()).isFalse();
        hub.advance(Duration.ofMillis(1));
        assertThat(newcomer.isOpen()).isTrue();
    }

    @Test
    void nobodyWaitsForEver() {
        TestHub hub = new TestHub();
        List<RecordingTransport> pages = full(hub, true);
        RecordingTransport newcomer = hub.connect(limited("new"));
        for (int i = 0; i < 100; i++) {
            // Somebody is refreshing all the time.
            int tab = i % MAX;
            pages.get(tab).connection().end(CloseReason.PEER_GONE);
            hub.advance(Duration.ofMillis(5));
            pages.set(tab, hub.connected(limited("tab-" + (tab + 1)), RecordingTransport.blind()));
            hub.advance(Duration.ofMillis(5));
        }
        assertThat(newcomer.refusal()).isNotNull();
        hub.advance(Duration.ofSeconds(1));
        assertThat(hub.clock.timers()).as("the housekeeping and the lane's").isEqualTo(2);
    }

    @Test
    void limitsCountWithinOneOwnerAndOneName() {
        TestHub hub = new TestHub();
        Limit one = Limit.of(1);
        Stream store1 = new Stream("/stores/{store}/events", "/stores/1/events");
        Stream store2 = new Stream("/stores/{store}/events", "/stores/2/events");
        hub.connected(ConnectRequest.to(store1, TestHub.OWNER).subscriber("a").limit(one));
        hub.connected(
                ConnectRequest.to(TestHub.STREAM, TestHub.OWNER).subscriber("a").limit(one));
        hub.connected(
                ConnectRequest.to(store1, Owner.of("other")).subscriber("a").limit(one));
        RecordingTransport newcomer = hub.connect(
                ConnectRequest.to(store2, TestHub.OWNER).subscriber("a").limit(one));
        hub.advance(Duration.ofSeconds(1));
        assertThat(newcomer.refusal()).isNotNull();
    }

    @Test
    void theHubHasALimitOfItsOwn() {
        TestHub hub = new TestHub(it -> it.maxConnections(1));
        hub.connected(request("tab", "a"));
        RecordingTransport newcomer = hub.connect(request("new", "a"));
        assertThat(newcomer.refusal().reason()).isEqualTo(RefusalReason.FULL);
        hub.connected(request("tab", "a"));
    }

    @Test
    void theFirstWhoWaitsIsTheFirstAdmitted() {
        TestHub hub = new TestHub();
        full(hub, true);
        RecordingTransport first = hub.connect(limited("first"));
        hub.advance(Duration.ofMillis(10));
        RecordingTransport second = hub.connect(limited("second"));
        hub.advance(Duration.ofMillis(10));
        hub.hub.leave(key("tab-1"));
        hub.settle();
        assertThat(List.of(first.isOpen(), second.isOpen())).containsExactly(true, false);
    }

    @Test
    void aNewcomerWhoWaitsWhenTheOwnersRightEndsIsNotAdmitted() {
        TestHub hub = new TestHub();
        full(hub, true);
        RecordingTransport newcomer = hub.connect(limited("new"));
        hub.settle();
        hub.hub.close(TestHub.OWNER, CloseReason.RIGHT_ENDED);
        hub.advance(Duration.ofSeconds(2));
        assertThat(hub.hub.connectionCount()).isZero();
        assertThat(newcomer.connection().closeReason()).isEqualTo(CloseReason.RIGHT_ENDED);
        assertThat(newcomer.isEnded()).isTrue();
    }
}
