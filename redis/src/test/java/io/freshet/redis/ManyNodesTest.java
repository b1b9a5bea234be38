package io.freshet.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.ChangeResult;
import io.freshet.CloseReason;
import io.freshet.ConnectRequest;
import io.freshet.Connection;
import io.freshet.Event;
import io.freshet.Hub;
import io.freshet.HubListener;
import io.freshet.Limit;
import io.freshet.Owner;
import io.freshet.Presence;
import io.freshet.Refusal;
import io.freshet.RefusalReason;
import io.freshet.Rights;
import io.freshet.Selector;
import io.freshet.Stream;
import io.freshet.SubscriberKey;
import io.freshet.Subscription;
import io.freshet.testkit.RedisProcess;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A hub of two nodes over a real Redis behaves as one. */
class ManyNodesTest {
    private static final Owner OWNER = Owner.of("owner");
    private static final Stream STREAM = Stream.of("/events");
    private static final Rights EVERYTHING = Rights.to(List.of(Selector.of("**")));
    private static final Duration LEASE = Duration.ofSeconds(3);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private RedisProcess redis;
    private Peer one;
    private Peer two;

    @BeforeEach
    void start() throws IOException {
        redis = RedisProcess.start("--appendonly", "yes");
        one = new Peer();
        two = new Peer();
    }

    @AfterEach
    void stop() {
        one.hub.close();
        two.hub.close();
        redis.close();
    }

    /** A node that remembers how its connections ended. */
    private final class Peer implements HubListener {
        private final RedisEventLog log =
                RedisEventLog.at(RedisURI.create(redis.url())).timeout(TIMEOUT).open();
        private final Hub hub = Hub.builder()
                .log(log)
                .cluster(log.cluster())
                .lease(LEASE)
                .retry(Duration.ofMillis(100))
                .build();
        private final Map<Connection, RefusalReason> refused = new ConcurrentHashMap<>();

        private Peer() {
            hub.addListener(this);
        }

        @Override
        public void refused(Connection connection, Refusal refusal) {
            refused.put(connection, refusal.reason());
        }

        private Page open(ConnectRequest.Builder request) {
            return new Page(this, request.build());
        }

        private Page opened(ConnectRequest.Builder request) {
            Page page = open(request);
            Waiting.until("the stream of " + page + " stands", page::isOpen);
            return page;
        }

        private void publish(String topic, String data) {
            of(hub.publish(topic, Event.of("event", data)));
        }
    }

    private static final class Page {
        private final Peer peer;
        private final Reader reader = new Reader();
        private final Connection connection;

        private Page(Peer peer, ConnectRequest request) {
            this.peer = peer;
            this.connection = peer.hub.connect(request, connection -> reader);
        }

        private boolean isOpen() {
            return !reader.frames().isEmpty() && !reader.isEnded();
        }

        private RefusalReason refusal() {
            return peer.refused.get(connection);
        }

        private boolean isDecided() {
            return isOpen() || refusal() != null;
        }

        private void waitForEnd(CloseReason reason) {
            Waiting.until("it ends as " + reason, () -> connection.closeReason() == reason);
        }

        @Override
        public String toString() {
            return connection + ", " + refusal() + ", " + connection.closeReason() + ", " + reader.story();
        }
    }

    private static <T> T of(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(Waiting.SOON.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static ConnectRequest.Builder request(String subscriber, String... topics) {
        return ConnectRequest.to(STREAM, OWNER)
                .subscriber(subscriber)
                .topics(topics)
                .rights(EVERYTHING);
    }

    private static SubscriberKey key(String subscriber) {
        return new SubscriberKey(OWNER, STREAM.path(), subscriber);
    }

    private static ChangeResult subscribe(Peer peer, String subscriber, long revision, String... selectors) {
        return of(peer.hub.subscribe(key(subscriber), revision, Selector.all(List.of(selectors)), EVERYTHING));
    }

    private static Subscription held(long revision, String... selectors) {
        return new Subscription(revision, Set.copyOf(Selector.all(List.of(selectors))));
    }

    @Test
    void aLimitOfFiveHoldsOverTwoNodesHoweverManyComeAtOnce() throws InterruptedException {
        List<Page> pages = new ArrayList<>();
        ExecutorService browsers = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 40; i++) {
            int number = i;
            browsers.execute(() -> {
                Peer peer = number % 2 == 0 ? one : two;
                Page page = peer.open(request("tab-" + number, "a").limit(Limit.of(5)));
                synchronized (pages) {
                    pages.add(page);
                }
            });
        }
        browsers.shutdown();
        assertThat(browsers.awaitTermination(Waiting.SOON.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        Waiting.until("all are decided on", () -> pages.stream().allMatch(Page::isDecided));
        assertThat(pages).filteredOn(Page::isOpen).hasSize(5);
        assertThat(pages)
                .filteredOn(page -> page.refusal() == RefusalReason.LIMIT)
                .hasSize(35);
        assertThat(of(one.hub.presence(OWNER))).hasSize(5);
    }

    @Test
    void aRefreshThatComesToTheOtherNodeIsNeverRefused() {
        Page page = one.opened(request("tab", "a").limit(Limit.of(1)));
        for (int i = 0; i < 20; i++) {
            Peer next = i % 2 == 0 ? two : one;
            page.connection.end(CloseReason.PEER_GONE);
            page = next.opened(request("tab", "a").limit(Limit.of(1)));
        }
        assertThat(of(one.hub.presence(OWNER))).hasSize(1);
    }

    @Test
    void theOlderOfTwoLivePagesIsReplaced() {
        Page older = one.opened(request("tab", "a").limit(Limit.of(1)));
        Page newer = two.opened(request("tab", "a").limit(Limit.of(1)));
        older.waitForEnd(CloseReason.REPLACED);
        assertThat(newer.isOpen()).isTrue();
        assertThat(of(two.hub.presence(OWNER))).extracting(Presence::subscriber).containsExactly(key("tab"));
    }

    @Test
    void changesTakeEffectWhicheverNodeTheyComeToAndOutdatedOnesAreRefused() {
        Page page = one.opened(request("tab", "a"));
        assertThat(subscribe(two, "tab", 1, "b")).isEqualTo(new ChangeResult.Accepted(held(1, "b")));
        two.publish("a", "not owed");
        two.publish("b", "owed");
        page.reader.waitFor("owed");
        assertThat(page.reader.data()).containsExactly("owed");
        assertThat(subscribe(one, "tab", 3, "c")).isEqualTo(new ChangeResult.Accepted(held(3, "c")));
        Peer three = new Peer();
        assertThat(subscribe(three, "tab", 2, "d")).isEqualTo(new ChangeResult.Outdated(held(3, "c")));
        assertThat(of(three.hub.lookUp(key("tab")))).isEqualTo(held(3, "c"));
        three.hub.close();
    }

    @Test
    void whatWasMissedOverAChangeIsReplayedOnANodeThatHasNeverSeenTheSubscriber() {
        Page page = one.opened(request("tab", "a"));
        one.publish("a", "seen");
        page.reader.waitFor("seen");
        String seen = page.reader.frames().get(page.reader.frames().size() - 1).id();
        page.connection.end(CloseReason.PEER_GONE);
        one.publish("a", "1");
        subscribe(one, "tab", 1, "b");
        one.publish("a", "not owed");
        one.publish("b", "2");
        Peer three = new Peer();
        Page back = three.opened(request("tab", "a").lastEventId(seen));
        back.reader.waitFor("2");
        assertThat(back.reader.story()).containsExactly("1", "2");
        three.hub.close();
    }

    @Test
    void endsTakeEffectWhicheverNodeTheyComeTo() {
        Page session = one.opened(request("a", "a").session("s"));
        two.hub.closeSession("s", CloseReason.RIGHT_ENDED);
        session.waitForEnd(CloseReason.RIGHT_ENDED);
        Page leaver = one.opened(request("b", "a"));
        two.hub.leave(key("b"));
        leaver.waitForEnd(CloseReason.LEFT);
        Page polite = one.opened(request("c", "a"));
        two.hub.goodbye(key("c"), polite.connection.id());
        polite.waitForEnd(CloseReason.GOODBYE);
        Page last = one.opened(request("d", "a"));
        two.hub.close(OWNER, CloseReason.EXPIRED);
        last.waitForEnd(CloseReason.EXPIRED);
        Waiting.until("nobody is present", () -> of(two.hub.presence()).isEmpty());
    }

    @Test
    void aNodeThatDiesLosesItsPlacesWhenItsLeaseIsOver() {
        one.opened(request("tab", "a").limit(Limit.of(1)));
        one.log.close();
        Page refused = two.open(request("new", "a").limit(Limit.of(1)));
        Waiting.until("it is decided on", refused::isDecided);
        assertThat(refused.refusal()).isEqualTo(RefusalReason.LIMIT);
        two.opened(request("tab", "a").limit(Limit.of(1))).connection.end(CloseReason.LEFT);
        Waiting.until("there is a place", () -> {
            Page page = two.open(request("new", "a").limit(Limit.of(1)));
            Waiting.until("it is decided on", page::isDecided);
            return page.isOpen();
        });
    }

    @Test
    void aNodeThatDiesIsNotPresent() {
        one.opened(request("a", "a"));
        two.opened(request("b", "a"));
        assertThat(of(two.hub.presence())).extracting(Presence::subscriber).containsOnly(key("a"), key("b"));
        one.log.close();
        Waiting.until("one is gone", () -> of(two.hub.presence()).stream()
                .map(Presence::subscriber)
                .toList()
                .equals(List.of(key("b"))));
        Waiting.until(
                "its places are cleaned up",
                () -> redis.ask("keys", "*:node:*").lines().count() == 1);
    }

    @Test
    void whileRedisIsAwayNobodyIsAdmittedAndAfterwardsEverythingAcknowledgedArrives() throws IOException {
        Page page = one.opened(request("tab", "a").limit(Limit.of(5)));
        one.publish("a", "before");
        page.reader.waitFor("before");
        redis.kill();
        Page newcomer = two.open(request("new", "a").limit(Limit.of(5)));
        Waiting.until("it is decided on", newcomer::isDecided);
        assertThat(newcomer.refusal()).isEqualTo(RefusalReason.AWAY);
        redis.startAgain();
        Waiting.until("somebody is admitted again", () -> {
            Page again = two.open(request("new", "a").limit(Limit.of(5)));
            Waiting.until("it is decided on", again::isDecided);
            return again.isOpen();
        });
        two.publish("a", "after");
        page.reader.waitFor("after");
        assertThat(page.reader.story()).containsExactly("before", "after");
        Waiting.until("both are present", () -> of(one.hub.presence(OWNER)).size() == 2);
    }

    @Test
    void aRedisThatHasLostEverythingIsToldAgain() {
        Page page = one.opened(request("tab", "a").limit(Limit.of(1)));
        assertThat(subscribe(one, "tab", 1, "b")).isInstanceOf(ChangeResult.Accepted.class);
        redis.ask("flushall");
        page.reader.waitForGap();
        Waiting.until("it is present again", () -> of(two.hub.presence(OWNER)).size() == 1);
        assertThat(page.isOpen()).isTrue();
        assertThat(of(two.hub.lookUp(key("tab")))).isEqualTo(held(1, "b"));
    }

    @Test
    void nothingStaysInRedisWithoutABoundOrAnEnd() {
        Page page = one.opened(request("tab", "a").limit(Limit.of(1)));
        subscribe(two, "tab", 1, "b");
        Page newcomer = two.open(request("new", "a").limit(Limit.of(1)));
        Waiting.until("it is decided on", newcomer::isDecided);
        page.connection.end(CloseReason.PEER_GONE);
        Waiting.until("nobody is present", () -> of(two.hub.presence()).isEmpty());
        Set<String> unbound = Set.of("log", "life", "nodes", "awaited", "marks", "leases", "ticket");
        for (String key : redis.ask("keys", "*").lines().toList()) {
            String what = key.substring(key.indexOf('}') + 2);
            if (!unbound.contains(what)) {
                assertThat(redis.ask("pttl", key))
                        .as("how long %s is kept; -1 is for ever", key)
                        .isNotEqualTo("-1");
            }
        }
    }
}
