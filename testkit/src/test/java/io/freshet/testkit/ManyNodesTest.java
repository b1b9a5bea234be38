package io.freshet.testkit;

import static io.freshet.testkit.TestHub.EVERYTHING;
import static io.freshet.testkit.TestHub.key;
import static io.freshet.testkit.TestHub.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.ChangeResult;
import io.freshet.CloseReason;
import io.freshet.ConnectRequest;
import io.freshet.EventId;
import io.freshet.Limit;
import io.freshet.Owner;
import io.freshet.Presence;
import io.freshet.RefusalReason;
import io.freshet.Selected;
import io.freshet.Selector;
import io.freshet.SubscriberKey;
import io.freshet.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A hub of several nodes behaves as one. */
class ManyNodesTest {
    private static final Duration ONE_SECOND = Duration.ofSeconds(1);
    private static final Duration LEASE = Duration.ofSeconds(5);

    private final TestNodes nodes = TestNodes.two();
    private final TestNodes.Node one = nodes.get(0);
    private final TestNodes.Node two = nodes.get(1);

    private static ConnectRequest.Builder limited(String subscriber, int limit) {
        return request(subscriber, "a").limit(Limit.of(limit));
    }

    private CompletableFuture<ChangeResult> subscribe(
            TestNodes.Node node, String subscriber, long revision, String... selectors) {
        CompletableFuture<ChangeResult> result = node.hub
                .subscribe(key(subscriber), revision, Selector.all(List.of(selectors)), EVERYTHING)
                .toCompletableFuture();
        nodes.settle();
        return result;
    }

    private static Subscription held(long revision, String... selectors) {
        return new Subscription(revision, Set.copyOf(Selector.all(List.of(selectors))));
    }

    @Nested
    class OverEveryInterleaving {
        @Test
        void theLimitIsNeverExceeded() {
            Explored.exploring(300_000, schedule -> {
                TestNodes nodes = TestNodes.two();
                nodes.get(0).connected(limited("a", 2));
                RecordingTransport first = new RecordingTransport();
                RecordingTransport second = new RecordingTransport();
                nodes.joinsWithoutNotices(schedule);
                schedule.actor("first", () -> nodes.get(0).connect(limited("b", 2), first));
                schedule.actor("second", () -> nodes.get(1).connect(limited("c", 2), second));
                schedule.play();
                assertThat(nodes.cluster.placeCount()).isLessThanOrEqualTo(2);
                nodes.advance(ONE_SECOND);
                assertThat(List.of(first, second))
                        .filteredOn(RecordingTransport::isOpen)
                        .hasSize(1);
                assertThat(List.of(first, second))
                        .filteredOn(it -> it.refusal() != null)
                        .hasSize(1);
            });
        }

        @Test
        void aRefreshThatComesToAnotherNodeIsNeverRefusedAndTheOldOneEndsOnce() {
            Explored.exploring(300_000, schedule -> {
                TestNodes nodes = TestNodes.two();
                RecordingTransport page = nodes.get(0).connected(limited("tab", 1));
                RecordingTransport refreshed = new RecordingTransport();
                nodes.joins(schedule);
                schedule.actor("left page", page::peerGoes);
                schedule.actor("page", () -> nodes.get(1).connect(limited("tab", 1), refreshed));
                schedule.play();
                nodes.advance(ONE_SECOND);
                assertThat(refreshed.isOpen()).as("the page: %s", refreshed).isTrue();
                assertThat(refreshed.frames("close")).isEmpty();
                assertThat(page.isEnded()).isTrue();
                assertThat(nodes.cluster.presence(null))
                        .extracting(Presence::subscriber)
                        .containsExactly(key("tab"));
            });
        }

        /** Whichever node serves its request first, and whenever it is found out which page nobody looks at. */
        @ParameterizedTest
        @CsvSource({"BLIND, BLIND", "SIGHTED, SIGHTED"})
        void ofAPageThatIsRefreshedInHasteTheOneThatIsAliveStays(Sight lives, Sight dies) {
            Explored.exploring(300_000, schedule -> {
                TestNodes nodes = TestNodes.two();
                RecordingTransport live = lives.transport();
                RecordingTransport dead = dies.transport();
                nodes.joinsWithoutLanes(schedule);
                schedule.actor("page", () -> nodes.get(0).connect(limited("tab", 1), live));
                schedule.actor("left page", () -> nodes.get(1).connect(limited("tab", 1), dead), dead::peerGoes);
                schedule.play();
                nodes.advance(ONE_SECOND);
                assertThat(live.isOpen()).as("the page: %s", live).isTrue();
                assertThat(live.frames("close")).isEmpty();
                assertThat(dead.isEnded()).isTrue();
                assertThat(nodes.cluster.placeCount()).isEqualTo(1);
            });
        }

        @Test
        void anEndAndANewcomerMeetAndWhoIsOpenThenHasAPlace() {
            Explored.exploring(300_000, schedule -> {
                TestNodes nodes = TestNodes.two();
                RecordingTransport before = nodes.get(1).connected(request("before", "a"));
                RecordingTransport after = new RecordingTransport();
                nodes.get(1).lags();
                nodes.joinsWithoutLanes(schedule);
                schedule.actor("sign-out", () -> nodes.get(0).hub.close(TestHub.OWNER, CloseReason.RIGHT_ENDED));
                schedule.actor("sign-in", () -> nodes.get(1).connect(request("after", "a"), after));
                schedule.actor("log", () -> nodes.get(1).catchesUp());
                schedule.play();
                nodes.settle();
                assertThat(before.connection().closeReason()).isEqualTo(CloseReason.RIGHT_ENDED);
                if (after.isOpen()) {
                    assertThat(nodes.cluster.presence(null))
                            .extracting(Presence::subscriber)
                            .containsExactly(key("after"));
                } else {
                    assertThat(after.connection().closeReason()).isIn(CloseReason.RIGHT_ENDED, CloseReason.PLACE_LOST);
                    assertThat(nodes.cluster.placeCount()).isZero();
                }
            });
        }

        @Test
        void aChangeAndAConnectionMeetOnTheRightSelectionWhicheverNodeTheyComeTo() {
            Explored.exploring(300_000, schedule -> {
                TestNodes nodes = TestNodes.two();
                nodes.get(0).connected(request("tab", "a"));
                RecordingTransport page = new RecordingTransport();
                // What is sent there, nobody asks in this scenario.
                nodes.get(0).lane.runImmediately();
                nodes.joins(schedule);
                schedule.actor(
                        "change",
                        () -> nodes.get(0).hub.subscribe(key("tab"), 1, Selector.all(List.of("b")), EVERYTHING),
                        () -> nodes.get(0).publish("b", "owed"));
                schedule.actor("page", () -> nodes.get(1).connect(request("tab", "a"), page));
                schedule.play();
                nodes.settle();
                nodes.get(0).publish("a", "not owed");
                nodes.get(1).publish("b", "last");
                nodes.settle();
                assertThat(page.data()).endsWith("last").doesNotContain("not owed");
                assertThat(nodes.get(1).hub.subscription(key("tab"))).isEqualTo(held(1, "b"));
            });
        }
    }

    @Test
    void theLimitCountsOverAllNodes() {
        for (int i = 0; i < 5; i++) {
            nodes.get(i % 2).connected(limited("tab-" + i, 5));
        }
        RecordingTransport newcomer = two.connect(limited("new", 5));
        nodes.advance(ONE_SECOND);
        assertThat(newcomer.refusal().reason()).isEqualTo(RefusalReason.LIMIT);
        assertThat(nodes.cluster.placeCount()).isEqualTo(5);
    }

    @Test
    void aDeadConnectionOfAnotherNodeIsFoundOutBeforeANewcomerIsRefused() {
        RecordingTransport dead = one.connected(request(null, "a").limit(Limit.of(1)), RecordingTransport.blind());
        dead.peerGoes();
        RecordingTransport newcomer = two.connect(limited("new", 1));
        nodes.settle();
        assertThat(dead.isEnded()).isTrue();
        assertThat(newcomer.isOpen()).as("%s", newcomer).isTrue();
    }

    @Test
    void aPlaceThatIsHeldOnAnotherNodeIsWaitedFor() {
        RecordingTransport page = one.connected(limited("tab", 1));
        page.peerGoes();
        RecordingTransport newcomer = two.connect(limited("new", 1));
        nodes.advance(Duration.ofMillis(400));
        assertThat(newcomer.isOpen()).isFalse();
        nodes.advance(Duration.ofMillis(200));
        assertThat(newcomer.isOpen()).as("%s", newcomer).isTrue();
    }

    @Test
    void aPageThatIsRefreshedAtLeisureIsReplacedAtOnce() {
        RecordingTransport page = one.connected(limited("tab", 1));
        nodes.advance(Duration.ofSeconds(6));
        RecordingTransport refreshed = two.connected(limited("tab", 1));
        assertThat(page.connection().closeReason()).isEqualTo(CloseReason.REPLACED);
        assertThat(refreshed.isOpen()).isTrue();
    }

    @Test
    void ofTwoThatAreAliveTheNewerStaysAndTheOlderIsToldOnceThatIsKnown() {
        RecordingTransport page = one.connected(limited("tab", 1), RecordingTransport.blind());
        RecordingTransport newer = two.connected(limited("tab", 1), RecordingTransport.blind());
        one.publish("a", "for both");
        nodes.settle();
        assertThat(List.of(page.data(), newer.data())).allMatch(List.of("for both")::equals);
        nodes.advance(ONE_SECOND);
        assertThat(page.connection().closeReason()).isEqualTo(CloseReason.REPLACED);
        assertThat(newer.isOpen()).isTrue();
        nodes.advance(LEASE);
        assertThat(newer.isOpen()).isTrue();
    }

    @Test
    void anHeirOnTheSameNodeHasThePlaceAmongAllNodes() {
        RecordingTransport live = one.connected(limited("tab", 1), RecordingTransport.blind());
        RecordingTransport dead = one.connected(limited("tab", 1), RecordingTransport.blind());
        dead.peerGoes();
        nodes.advance(ONE_SECOND);
        assertThat(live.isOpen()).isTrue();
        RecordingTransport newcomer = two.connect(limited("new", 1));
        nodes.advance(ONE_SECOND);
        assertThat(newcomer.refusal()).isNotNull();
    }

    @Test
    void noticesThatAreLostDoNotMatterOnceThatIsKnown() {
        RecordingTransport page = one.connected(limited("tab", 1));
        nodes.advance(Duration.ofSeconds(6));
        one.link.cut();
        RecordingTransport refreshed = two.connected(limited("tab", 1));
        assertThat(page.isOpen()).isTrue();
        one.link.mend();
        nodes.advance(ONE_SECOND);
        assertThat(page.connection().closeReason()).isEqualTo(CloseReason.REPLACED);
        assertThat(refreshed.isOpen()).isTrue();
    }

    @Test
    void aNodeThatDiesLeavesItsPlacesWhenItsLeaseIsOverAndItsSubscribersTheirsAtOnce() {
        one.connected(limited("tab", 1));
        one.dies();
        RecordingTransport newcomer = two.connect(limited("new", 1));
        nodes.advance(ONE_SECOND);
        assertThat(newcomer.refusal()).isNotNull();
        RecordingTransport same = two.connected(limited("tab", 1));
        same.peerGoes();
        nodes.advance(ONE_SECOND);

        TestNodes others = TestNodes.two();
        others.get(0).connected(limited("tab", 1));
        others.get(0).dies();
        others.advance(LEASE.plusSeconds(1));
        others.get(1).connected(limited("new", 1));
    }

    @Test
    void whileTheClusterIsAwayNobodyIsAdmittedAndStreamsStayOpen() {
        RecordingTransport page = one.connected(limited("tab", 1));
        one.link.cut();
        RecordingTransport newcomer = one.connect(limited("new", 5));
        nodes.settle();
        assertThat(newcomer.refusal().reason()).isEqualTo(RefusalReason.AWAY);
        assertThat(newcomer.refusal().status()).isEqualTo(503);
        nodes.advance(Duration.ofSeconds(20));
        assertThat(page.isOpen()).isTrue();
        one.link.mend();
        nodes.advance(ONE_SECOND);
        one.connected(limited("new", 5));
    }

    @Test
    void aNodeWhoseLeaseIsOverHandsOutNothingBeforeItHasAskedForItsPlaces() {
        RecordingTransport page = one.connected(limited("tab", 1));
        RecordingTransport other = one.connected(request("other", "a"));
        one.link.cut();
        nodes.advance(LEASE.minusMillis(1100));
        one.publish("a", "before");
        nodes.settle();
        assertThat(page.data()).containsExactly("before");
        nodes.advance(ONE_SECOND.plusMillis(200));
        two.connected(limited("new", 1));
        two.publish("a", "meanwhile");
        nodes.advance(ONE_SECOND);
        assertThat(page.data()).containsExactly("before");
        assertThat(page.isOpen()).isTrue();
        one.link.mend();
        nodes.advance(ONE_SECOND);
        assertThat(page.connection().closeReason()).isEqualTo(CloseReason.PLACE_LOST);
        assertThat(page.data()).containsExactly("before");
        assertThat(other.isOpen()).isTrue();
        assertThat(other.data()).containsExactly("before", "meanwhile");
    }

    @Test
    void aReplayWaitsWhileTheLeaseIsOver() {
        EventId start = one.hub.position();
        one.publish("a", "missed");
        nodes.settle();
        RecordingTransport page = new RecordingTransport();
        page.block();
        one.connected(request("tab", "a").lastEventId(start.toString()), page);
        one.link.cut();
        nodes.advance(LEASE.plusSeconds(1));
        page.unblock();
        nodes.settle();
        assertThat(page.data()).isEmpty();
        one.link.mend();
        nodes.advance(ONE_SECOND);
        assertThat(page.isOpen()).isTrue();
        assertThat(page.data()).containsExactly("missed");
    }

    @Test
    void aClusterThatHasLostEverythingIsToldAgain() {
        RecordingTransport page = one.connected(limited("tab", 1));
        subscribe(one, "tab", 1, "b");
        nodes.cluster.flush();
        nodes.advance(Duration.ofSeconds(2));
        assertThat(page.isOpen()).isTrue();
        RecordingTransport newcomer = two.connect(limited("new", 1));
        nodes.advance(ONE_SECOND);
        assertThat(newcomer.refusal()).isNotNull();
        two.connected(limited("tab", 1));
        assertThat(two.hub.subscription(key("tab"))).isEqualTo(held(1, "b"));
    }

    @Test
    void aChangeThatComesToAnotherNodeTakesEffect() {
        RecordingTransport page = one.connected(request("tab", "a"));
        assertThat(subscribe(two, "tab", 1, "b")).isCompletedWithValue(new ChangeResult.Accepted(held(1, "b")));
        two.publish("a", "not owed");
        two.publish("b", "owed");
        nodes.settle();
        assertThat(page.data()).containsExactly("owed");
    }

    @Test
    void anOutdatedChangeIsRefusedOnEveryNode() {
        one.connected(request("tab", "a"));
        subscribe(one, "tab", 2, "b");
        nodes.advance(Duration.ofSeconds(40));
        assertThat(two.hub.subscription(key("tab"))).isEqualTo(held(0));
        assertThat(subscribe(two, "tab", 1, "c")).isCompletedWithValue(new ChangeResult.Outdated(held(2, "b")));
        assertThat(subscribe(two, "tab", 2, "b")).isCompletedWithValue(new ChangeResult.Accepted(held(2, "b")));
        assertThat(two.hub.lookUp(key("tab")).toCompletableFuture()).isCompletedWithValue(held(2, "b"));
    }

    @Test
    void whatWasMissedIsReplayedExactlyOnAnotherNode() {
        RecordingTransport page = one.connected(request("tab", "a"));
        one.publish("a", "seen");
        nodes.settle();
        EventId seen = EventId.parse(page.last().id()).orElseThrow();
        page.peerGoes();
        nodes.advance(Duration.ofMillis(100));
        one.publish("a", "1");
        subscribe(one, "tab", 1, "b");
        one.publish("a", "not owed");
        one.publish("b", "2");
        RecordingTransport back = two.connected(request("tab", "a").lastEventId(seen.toString()));
        assertThat(back.data()).containsExactly("1", "2");
        assertThat(back.frames("gap")).isEmpty();
    }

    @Test
    void whatAClientSaysThatItSelectedIsNotLookedAtWhereNodesKnowItFromEachOther() {
        RecordingTransport page = one.connected(request("tab", "a"));
        String fingerprint = page.last().data().replaceAll(".*\"fingerprint\":\"([^\"]+)\".*", "$1");
        one.publish("a", "seen");
        nodes.settle();
        String seen = page.last().id();
        page.peerGoes();
        nodes.advance(Duration.ofMillis(100));
        one.publish("a", "1");
        subscribe(one, "tab", 1, "b");
        one.publish("b", "2");
        RecordingTransport back =
                two.connected(request("tab", "a").lastEventId(seen).selected(new Selected(fingerprint, Set.of())));
        assertThat(back.data()).containsExactly("1", "2");
        back.peerGoes();
        one.publish("b", "missed");
        nodes.advance(Duration.ofSeconds(31));
        RecordingTransport forgotten =
                one.connected(request("tab", "a").lastEventId(seen).selected(new Selected(fingerprint, Set.of())));
        assertThat(forgotten.frames("gap")).extracting(SseBlock::reason).containsExactly("forgotten");
    }

    @Test
    void whoWasForgottenIsToldOfAGapOnWhicheverNode() {
        RecordingTransport page = one.connected(request("tab", "a"));
        subscribe(one, "tab", 1, "b");
        one.publish("b", "seen");
        nodes.settle();
        String seen = page.last().id();
        page.peerGoes();
        one.publish("b", "missed");
        nodes.advance(Duration.ofSeconds(31));
        RecordingTransport back = two.connected(request("tab", "a").lastEventId(seen));
        assertThat(back.frames("gap")).hasSize(1);
        assertThat(back.frames("gap").get(0).data()).contains("forgotten");
    }

    @Test
    void whoNeverSelectedAnythingOfItsOwnResumesWhereverItComes() {
        RecordingTransport page = one.connected(request("tab", "a"));
        one.publish("a", "seen");
        nodes.settle();
        String seen = page.last().id();
        page.peerGoes();
        nodes.advance(Duration.ofSeconds(31));
        one.publish("a", "missed");
        RecordingTransport back = two.connected(request("tab", "a").lastEventId(seen));
        assertThat(back.data()).containsExactly("missed");
        assertThat(back.frames("gap")).isEmpty();
    }

    @Test
    void aRightThatEndsAtOneNodeEndsEverywhere() {
        List<RecordingTransport> pages = new ArrayList<>();
        pages.add(one.connected(request("a", "a").session("s")));
        pages.add(two.connected(request("b", "a").session("s")));
        RecordingTransport other = two.connected(request("c", "a").session("t"));
        assertThat(one.hub.closeSession("s", CloseReason.RIGHT_ENDED)).isEqualTo(1);
        nodes.settle();
        assertThat(pages).allMatch(it -> it.connection().closeReason() == CloseReason.RIGHT_ENDED);
        assertThat(other.isOpen()).isTrue();
        one.hub.close(TestHub.OWNER, CloseReason.EXPIRED);
        nodes.settle();
        assertThat(other.connection().closeReason()).isEqualTo(CloseReason.EXPIRED);
        assertThat(nodes.cluster.placeCount()).isZero();
    }

    @Test
    void whoLeavesAtOneNodeHasLeftEverywhere() {
        RecordingTransport page = one.connected(limited("tab", 1));
        two.hub.leave(key("tab"));
        nodes.settle();
        assertThat(page.connection().closeReason()).isEqualTo(CloseReason.LEFT);
        assertThat(one.hub.subscriberCount()).isZero();
        two.connected(limited("new", 1));
    }

    @Test
    void whoComesAfterAnEndIsNotMeantByItAlthoughItsNodeLearnsOfItLater() {
        RecordingTransport before = two.connected(request("before", "a"));
        two.lags();
        one.hub.close(TestHub.OWNER, CloseReason.RIGHT_ENDED);
        nodes.settle();
        RecordingTransport after = two.connected(request("after", "a"));
        two.catchesUp();
        nodes.settle();
        assertThat(before.connection().closeReason()).isEqualTo(CloseReason.RIGHT_ENDED);
        assertThat(after.isOpen()).isTrue();
    }

    @Test
    void whoIsNotAdmittedYetWhenItsNodeLearnsOfAnEndIsToAskAgain() {
        RecordingTransport waiting = two.connect(request("tab", "a"));
        one.hub.close(TestHub.OWNER, CloseReason.RIGHT_ENDED);
        one.link.take(0);
        two.timer.runAll();
        nodes.settle();
        assertThat(waiting.connection().closeReason()).isEqualTo(CloseReason.PLACE_LOST);
        assertThat(nodes.cluster.placeCount()).isZero();
    }

    @Test
    void whoComesBackAfterItHasLeftIsNewAlthoughItsNodeLearnsOfThatLater() {
        RecordingTransport left = two.connected(request("tab", "a"));
        subscribe(two, "tab", 1, "b");
        two.lags();
        one.hub.leave(key("tab"));
        nodes.settle();
        RecordingTransport back = two.connected(request("tab", "a"));
        two.catchesUp();
        nodes.settle();
        assertThat(left.isEnded()).isTrue();
        assertThat(back.connection().closeReason()).isEqualTo(CloseReason.PLACE_LOST);
        RecordingTransport again = two.connected(request("tab", "a"));
        one.publish("b", "selected by who has left");
        one.publish("a", "owed");
        nodes.settle();
        assertThat(again.data()).containsExactly("owed");
    }

    @Test
    void anEndThatCouldNotBeToldIsToldOnceTheClusterIsBack() {
        RecordingTransport page = two.connected(request("tab", "a"));
        one.link.cut();
        one.hub.close(TestHub.OWNER, CloseReason.RIGHT_ENDED);
        nodes.settle();
        assertThat(page.isOpen()).isTrue();
        one.link.mend();
        nodes.advance(Duration.ofSeconds(2));
        assertThat(page.connection().closeReason()).isEqualTo(CloseReason.RIGHT_ENDED);
    }

    @Test
    void aGoodbyeAtAnotherNodeEndsTheConnectionThatItNames() {
        RecordingTransport page = one.connected(request("tab", "a"));
        RecordingTransport newer = two.connected(request("tab", "a"));
        two.hub.goodbye(key("tab"), page.connection().id());
        nodes.settle();
        assertThat(page.connection().closeReason()).isEqualTo(CloseReason.GOODBYE);
        nodes.advance(ONE_SECOND);
        assertThat(newer.isOpen()).isTrue();
        assertThat(nodes.cluster.placeCount()).isEqualTo(1);
    }

    @Test
    void anEndOfOwnIsNotCarriedOutAgain() {
        one.hub.close(TestHub.OWNER, CloseReason.RIGHT_ENDED);
        RecordingTransport page = one.connected(request("tab", "a"));
        assertThat(page.isOpen()).isTrue();
    }

    @Test
    void aStrangersIdIsRecognisedOnEveryNodeAndNoOther() {
        Owner stranger = Owner.anonymous("192.0.2.1");
        RecordingTransport page = one.connected(request("mine", "a").owner(stranger));
        String given = page.connection().subscriber().id();
        assertThat(given).isNotEqualTo("mine");
        RecordingTransport back = two.connected(request(given, "a").owner(stranger));
        assertThat(back.connection().subscriber().id()).isEqualTo(given);
        SubscriberKey key = page.connection().subscriber();
        CompletableFuture<ChangeResult> change = two.hub
                .subscribe(key, 1, Selector.all(List.of("b")), EVERYTHING)
                .toCompletableFuture();
        nodes.settle();
        assertThat(change).isCompletedWithValue(new ChangeResult.Accepted(held(1, "b")));
    }

    @Test
    void presenceIsOfAllNodesThatAreAlive() {
        one.connected(request("a", "a"));
        two.connected(request("b", "a"));
        CompletableFuture<List<Presence>> presence =
                two.hub.presence(TestHub.OWNER).toCompletableFuture();
        nodes.settle();
        assertThat(presence.join()).extracting(Presence::subscriber).containsExactly(key("a"), key("b"));
        one.dies();
        nodes.advance(LEASE.plusSeconds(1));
        presence = two.hub.presence().toCompletableFuture();
        nodes.settle();
        assertThat(presence.join()).extracting(Presence::subscriber).containsExactly(key("b"));
    }

    @Test
    void aNodeThatEndsLeavesItsPlacesToItsSubscribers() {
        RecordingTransport page = one.connected(limited("tab", 1));
        one.lane.runImmediately();
        one.hub.close();
        nodes.settle();
        assertThat(page.isEnded()).isTrue();
        two.connected(limited("tab", 1));
    }

    @Test
    void whoIsGivenAPlaceByANodeThatIsEndingGivesItBack() {
        RecordingTransport late = one.connect(limited("tab", 1));
        one.lane.runImmediately();
        one.hub.drain(Duration.ZERO);
        nodes.settle();
        assertThat(late.refusal().reason()).isEqualTo(RefusalReason.SHUTDOWN);
        assertThat(nodes.cluster.placeCount()).isZero();
        two.connected(limited("new", 1));
    }

    @Test
    void whatItMayNotSelectDoesNotBecomeWhatANewSubscriberSelects() {
        RecordingTransport forbidden =
                one.connect(request("tab", "b").rights(io.freshet.Rights.to(List.of(Selector.of("a")))));
        nodes.settle();
        assertThat(forbidden.refusal().reason()).isEqualTo(RefusalReason.FORBIDDEN);
        RecordingTransport allowed = two.connected(request("tab", "a"));
        one.publish("a", "owed");
        nodes.settle();
        assertThat(allowed.data()).containsExactly("owed");
    }
}
