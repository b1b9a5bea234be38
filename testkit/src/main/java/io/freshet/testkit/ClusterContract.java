package io.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.Claim;
import io.freshet.ClaimResult;
import io.freshet.Cluster;
import io.freshet.ClusterNotices;
import io.freshet.ClusterTerms;
import io.freshet.EventId;
import io.freshet.EventLog;
import io.freshet.Owner;
import io.freshet.PlaceEnd;
import io.freshet.Presence;
import io.freshet.Selector;
import io.freshet.SubscriberHistory;
import io.freshet.SubscriberKey;
import io.freshet.Subscription;
import io.freshet.SubscriptionChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Cluster} keeps to, as tests: extend this class and say how one is made. Two nodes are used, each of which has a
 * cluster and a log over the same store.
 */
public abstract class ClusterContract {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Owner OWNER = Owner.of("owner");
    private static final String STREAM = "/events";

    /** Short enough that a test may wait until it is over, and long enough for it not to be over unawares. */
    private static final ClusterTerms TERMS = new ClusterTerms(
            Duration.ofSeconds(3),
            Duration.ofMillis(1500),
            Duration.ofMillis(700),
            Duration.ofSeconds(2),
            Duration.ofMillis(350),
            3);

    private Node one;
    private Node two;

    /** For subclasses. */
    protected ClusterContract() {}

    /** A node of the same store as the other that this test has asked for. */
    protected abstract Link connect() throws Exception;

    /** A node's cluster and log. */
    public record Link(Cluster cluster, EventLog log) {}

    private static <T> T of(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(SOON.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static void until(Runnable assertion) {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (true) {
            try {
                assertion.run();
                return;
            } catch (AssertionError notYet) {
                if (System.nanoTime() > deadline) {
                    throw notYet;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    /** Lets time pass; both nodes go on meanwhile. */
    private void pass(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() < end) {
            of(one.cluster.renew(one.name, false));
            of(two.cluster.renew(two.name, false));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private final class Node implements ClusterNotices {
        private final String name;
        private final Cluster cluster;
        private final EventLog log;
        private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
        private boolean renews = true;

        private Node(String name) throws Exception {
            this.name = name;
            Link link = connect();
            this.cluster = link.cluster();
            this.log = link.log();
            cluster.begin(TERMS, this);
            assertThat(of(cluster.renew(name, true))).isTrue();
            isTold("missed");
        }

        @Override
        public void contested(SubscriberKey subscriber) {
            told.add("contested " + subscriber.id());
        }

        @Override
        public void wanted(Owner owner, String streamName) {
            told.add("wanted " + owner.name() + " " + streamName);
        }

        @Override
        public void vacated(Owner owner) {
            told.add("vacated " + owner.name());
        }

        @Override
        public void missed() {
            told.add("missed");
        }

        private void isTold(String notice) throws InterruptedException {
            String next;
            do {
                next = told.poll(SOON.toSeconds(), TimeUnit.SECONDS);
            } while (next != null && !next.equals(notice));
            assertThat(next).isEqualTo(notice);
        }

        private ClaimResult claim(String subscriber, String connection, long ticket, int limit) {
            return claim(key(subscriber), connection, ticket, limit, false, "a");
        }

        private ClaimResult claim(
                SubscriberKey subscriber, String connection, long ticket, int limit, boolean stood, String topic) {
            if (renews) {
                assertThat(of(cluster.renew(name, false))).isTrue();
            }
            return of(cluster.claim(new Claim(
                    name,
                    subscriber,
                    STREAM,
                    true,
                    connection,
                    ticket,
                    limit,
                    stood,
                    new Subscription(0, select(topic)),
                    new EventId("head", 7))));
        }

        private ClaimResult.Admitted admitted(String subscriber, String connection, int limit) {
            return isAdmitted(claim(subscriber, connection, 0, limit));
        }
    }

    private static ClaimResult.Admitted isAdmitted(ClaimResult result) {
        assertThat(result).isInstanceOf(ClaimResult.Admitted.class);
        return (ClaimResult.Admitted) result;
    }

    private static SubscriberKey key(String id) {
        return new SubscriberKey(OWNER, STREAM, id);
    }

    private static Set<Selector> select(String... topics) {
        return Set.copyOf(Selector.all(List.of(topics)));
    }

    private static EventId change(Node node, String subscriber, long revision, String topic) {
        return of(node.log.append(new SubscriptionChange(key(subscriber), revision, select(topic), "c" + revision)));
    }

    /** Two nodes with their leases. */
    @BeforeEach
    final void connectTwoNodes() throws Exception {
        one = new Node("one");
        two = new Node("two");
    }

    /** Their end. */
    @AfterEach
    final void closeThem() {
        for (Node node : new Node[] {one, two}) {
            node.cluster.close();
            node.log.close();
        }
    }

    @Test
    void placesCountOverAllNodes() {
        one.admitted("a", "a1", 2);
        two.admitted("b", "b1", 2);
        assertThat(one.claim("c", "c1", 0, 2)).isInstanceOf(ClaimResult.Full.class);
        assertThat(two.claim("c", "c2", 0, 2)).isInstanceOf(ClaimResult.Full.class);
        one.admitted("d", "d1", 3);
    }

    @Test
    void theLimitHoldsHoweverManyAskAtOnce() {
        List<CompletionStage<ClaimResult>> claims = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Node node = i % 2 == 0 ? one : two;
            claims.add(node.cluster.claim(new Claim(
                    node.name,
                    key("s" + i),
                    STREAM,
                    true,
                    "c" + i,
                    0,
                    5,
                    false,
                    new Subscription(0, Set.of()),
                    new EventId("head", 7))));
        }
        assertThat(claims.stream().map(ClusterContract::of).filter(ClaimResult.Admitted.class::isInstance))
                .hasSize(5);
        assertThat(of(one.cluster.presence(OWNER))).hasSize(5);
    }

    @Test
    void limitsCountWithinOneOwnerAndOneName() {
        one.admitted("a", "a1", 1);
        isAdmitted(two.claim(new SubscriberKey(Owner.of("other"), STREAM, "a"), "x1", 0, 1, false, "a"));
        isAdmitted(two.claim(new SubscriberKey(Owner.anonymous("owner"), STREAM, "a"), "x2", 0, 1, false, "a"));
        assertThat(two.claim("b", "b1", 0, 1)).isInstanceOf(ClaimResult.Full.class);
    }

    @Test
    void whoFindsNoPlaceHasAllNodesToldAndIsToldWhenThereIsOne() throws InterruptedException {
        one.admitted("a", "a1", 1);
        long ticket = ((ClaimResult.Full) two.claim("b", "b1", 0, 1)).ticket();
        one.isTold("wanted owner /events");
        two.isTold("wanted owner /events");
        of(one.cluster.vacate(key("a"), "a1", PlaceEnd.FREE));
        two.isTold("vacated owner");
        assertThat(isAdmitted(two.claim("b", "b1", ticket, 1)).ticket()).isEqualTo(ticket);
    }

    @Test
    void aNewerConnectionTakesThePlaceOverThoughTheOwnerIsFull() throws InterruptedException {
        one.admitted("a", "a1", 1);
        two.admitted("a", "a2", 1);
        one.isTold("contested a");
        assertThat(of(one.cluster.presence(OWNER))).containsExactly(new Presence(key("a"), STREAM, "two"));
    }

    @Test
    void aTicketIsNewerThanTheClaimsBeforeItAndOlderThanThoseAfterIt() {
        long before = one.admitted("a", "a1", 5).ticket();
        long drawn = of(two.cluster.ticket());
        assertThat(drawn).isGreaterThan(before);
        assertThat(one.admitted("b", "b1", 5).ticket()).isGreaterThan(drawn);
    }

    @Test
    void whoIsReplacedInHasteIsARivalUntilTheNewerOneHasStood() {
        long old = one.admitted("a", "a1", 1).ticket();
        ClaimResult.Admitted newer = two.admitted("a", "a2", 1);
        assertThat(newer.inDoubt()).isTrue();
        assertThat(newer.ticket()).isGreaterThan(old);
        assertThat(one.claim("a", "a1", old, 1)).isInstanceOf(ClaimResult.Rival.class);
        assertThat(isAdmitted(two.claim(key("a"), "a2", newer.ticket(), 1, true, "a"))
                        .inDoubt())
                .isFalse();
        assertThat(one.claim("a", "a1", old, 1)).isInstanceOf(ClaimResult.Superseded.class);
    }

    @Test
    void whoIsReplacedAtLeisureIsSupersededAtOnce() {
        long old = one.admitted("a", "a1", 1).ticket();
        pass(TERMS.haste().plusMillis(100));
        assertThat(two.admitted("a", "a2", 1).inDoubt()).isFalse();
        assertThat(one.claim("a", "a1", old, 1)).isInstanceOf(ClaimResult.Superseded.class);
    }

    @Test
    void theOlderOneHasThePlaceAgainIfTheNewerOneTurnsOutToBeDead() {
        long old = one.admitted("a", "a1", 1).ticket();
        two.admitted("a", "a2", 1);
        of(two.cluster.vacate(key("a"), "a2", PlaceEnd.HELD));
        assertThat(one.claim("b", "b1", 0, 1)).as("its place is held").isInstanceOf(ClaimResult.Full.class);
        isAdmitted(one.claim("a", "a1", old, 1));
    }

    @Test
    void aPlaceIsHeldForAMomentAndThenFree() {
        one.admitted("a", "a1", 1);
        of(one.cluster.vacate(key("a"), "a1", PlaceEnd.HELD));
        ClaimResult.Full full = (ClaimResult.Full) two.claim("b", "b1", 0, 1);
        assertThat(full.untilFree()).isPositive().isLessThanOrEqualTo(TERMS.hold());
        until(() -> isAdmitted(two.claim("b", "b1", full.ticket(), 1)));
    }

    @Test
    void aPlaceThatIsAnothersIsNotVacated() {
        one.admitted("a", "a1", 1);
        two.admitted("a", "a2", 1);
        of(one.cluster.vacate(key("a"), "a1", PlaceEnd.FREE));
        assertThat(of(one.cluster.presence(OWNER))).hasSize(1);
    }

    @Test
    void aNodeThatIsNotHeardOfLosesItsPlacesAndIsTold() {
        one.admitted("a", "a1", 1);
        one.renews = false;
        until(() -> {
            isAdmitted(two.claim("b", "b1", 0, 1));
        });
        assertThat(of(two.cluster.presence(null)).stream().map(Presence::node)).doesNotContain("one");
        assertThat(one.claim("a", "a1", 1, 2)).isInstanceOf(ClaimResult.Lapsed.class);
        assertThat(of(one.cluster.renew("one", false))).isFalse();
        assertThat(of(one.cluster.renew("one-again", true))).isTrue();
    }

    @Test
    void aNodeThatResignsLeavesItsPlaces() {
        one.admitted("a", "a1", 1);
        of(one.cluster.resign("one"));
        until(() -> isAdmitted(two.claim("b", "b1", 0, 1)));
        isAdmitted(two.claim("a", "a2", 0, 9));
    }

    @Test
    void whatASubscriberSelectsIsKnownToAllNodesByPosition() {
        isAdmitted(one.claim(key("a"), "a1", 0, 0, false, "first"));
        EventId second = change(one, "a", 1, "second");
        EventId third = change(two, "a", 2, "third");
        change(one, "a", 2, "outdated");
        SubscriberHistory history =
                isAdmitted(two.claim(key("a"), "a2", 0, 0, false, "ignored")).history();
        assertThat(history)
                .isEqualTo(new SubscriberHistory(
                        new Subscription(0, select("first")),
                        null,
                        List.of(
                                new SubscriberHistory.Change(second, new Subscription(1, select("second"))),
                                new SubscriberHistory.Change(third, new Subscription(2, select("third"))))));
        assertThat(of(one.cluster.find(key("a")))).contains(history);
    }

    @Test
    void revisionsAreToldApartHoweverGreatTheyAre() {
        EventId first = change(one, "a", Long.MAX_VALUE - 1, "b");
        EventId second = change(two, "a", Long.MAX_VALUE, "c");
        change(one, "a", Long.MAX_VALUE - 1, "outdated");
        assertThat(of(two.cluster.find(key("a"))).orElseThrow().changes())
                .containsExactly(
                        new SubscriberHistory.Change(first, new Subscription(Long.MAX_VALUE - 1, select("b"))),
                        new SubscriberHistory.Change(second, new Subscription(Long.MAX_VALUE, select("c"))));
    }

    @Test
    void aChangeMakesASubscriberKnownBeforeItConnects() {
        EventId at = change(one, "a", 1, "b");
        assertThat(of(two.cluster.find(key("a"))).orElseThrow().changes())
                .containsExactly(new SubscriberHistory.Change(at, new Subscription(1, select("b"))));
    }

    @Test
    void aStrangerIsNotMadeKnownByAChange() {
        SubscriberKey stranger = new SubscriberKey(Owner.anonymous("1.2.3.4"), STREAM, "a");
        of(one.log.append(new SubscriptionChange(stranger, 1, select("b"), "c")));
        assertThat(of(two.cluster.find(stranger))).isEmpty();
    }

    @Test
    void theLast64ChangesAreKept() {
        isAdmitted(one.claim(key("a"), "a1", 0, 0, false, "first"));
        EventId dropped = change(one, "a", 1, "t1");
        for (int revision = 2; revision <= SubscriberHistory.MAX_CHANGES + 1; revision++) {
            change(one, "a", revision, "t" + revision);
        }
        SubscriberHistory history = of(two.cluster.find(key("a"))).orElseThrow();
        assertThat(history.changes()).hasSize(SubscriberHistory.MAX_CHANGES);
        assertThat(history.first()).isEqualTo(new Subscription(1, select("t1")));
        assertThat(history.knownSince()).isEqualTo(dropped);
    }

    @Test
    void whoseGraceHasPassedIsForgottenAndThatIsKnownIfItSelectedSomethingOfItsOwn() {
        one.admitted("a", "a1", 0);
        one.admitted("b", "b1", 0);
        change(one, "a", 1, "own");
        of(one.cluster.vacate(key("a"), "a1", PlaceEnd.HELD));
        of(one.cluster.vacate(key("b"), "b1", PlaceEnd.HELD));
        assertThat(of(two.cluster.find(key("a")))).isPresent();
        pass(TERMS.grace());
        until(() -> assertThat(of(two.cluster.find(key("a")))).isEmpty());
        until(() -> assertThat(of(two.cluster.find(key("b")))).isEmpty());
        assertThat(two.admitted("a", "a2", 0).history())
                .isEqualTo(new SubscriberHistory(new Subscription(0, select("a")), new EventId("head", 7), List.of()));
        assertThat(two.admitted("b", "b2", 0).history().knownSince()).isNull();
    }

    @Test
    void whoLeavesIsForgottenAtOnce() {
        one.admitted("a", "a1", 1);
        change(one, "a", 1, "own");
        of(two.cluster.forget(key("a")));
        assertThat(of(one.cluster.find(key("a")))).isEmpty();
        two.admitted("b", "b1", 1);
        assertThat(two.admitted("a", "a2", 9).history().knownSince()).isEqualTo(new EventId("head", 7));
    }

    @Test
    void whoHasBeenWithoutAConnectionLongestIsForgottenFirst() {
        for (int i = 0; i < 4; i++) {
            one.admitted("s" + i, "c" + i, 0);
            of(one.cluster.vacate(key("s" + i), "c" + i, PlaceEnd.HELD));
        }
        assertThat(of(two.cluster.find(key("s0")))).isEmpty();
        assertThat(of(two.cluster.find(key("s1")))).isPresent();
    }

    @Test
    void presenceIsOfOneOwnerOrOfAll() {
        one.admitted("a", "a1", 0);
        SubscriberKey other = new SubscriberKey(Owner.of("other"), STREAM, "a");
        isAdmitted(two.claim(other, "x1", 0, 0, false, "a"));
        assertThat(of(one.cluster.presence(OWNER))).containsExactly(new Presence(key("a"), STREAM, "one"));
        assertThat(of(two.cluster.presence(null)))
                .containsExactlyInAnyOrder(new Presence(key("a"), STREAM, "one"), new Presence(other, STREAM, "two"));
    }

    @Test
    void presenceNamesEachSubscriberOnceHoweverManyThereAre() {
        Set<SubscriberKey> all = new HashSet<>();
        for (int i = 0; i < 2200; i++) {
            SubscriberKey subscriber = new SubscriberKey(Owner.of("owner-" + i % 50), STREAM, "tab-" + i);
            Node node = i % 2 == 0 ? one : two;
            isAdmitted(node.claim(subscriber, "c" + i, 0, 0, false, "a"));
            all.add(subscriber);
        }
        assertThat(of(one.cluster.presence(null)))
                .extracting(Presence::subscriber)
                .containsExactlyInAnyOrderElementsOf(all);
    }

    /** Names of owners and streams may have any character but control characters. */
    @Test
    void namesMayLookLikeAnything() {
        for (String name : List.of("{}:*", "a\"b\\c", "\u00fc \u20ac", "o\u00a0n|e")) {
            SubscriberKey subscriber = new SubscriberKey(Owner.of(name), "/" + name, "a");
            isAdmitted(one.claim(subscriber, "x-" + name, 0, 1, false, "a"));
            assertThat(of(two.cluster.presence(Owner.of(name))))
                    .containsExactly(new Presence(subscriber, STREAM, "one"));
            assertThat(of(two.cluster.find(subscriber))).isPresent();
        }
    }
}
