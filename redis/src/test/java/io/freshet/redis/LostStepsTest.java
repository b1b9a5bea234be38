package io.freshet.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.Claim;
import io.freshet.ClaimResult;
import io.freshet.CloseReason;
import io.freshet.ClusterNotices;
import io.freshet.ClusterTerms;
import io.freshet.ConnectRequest;
import io.freshet.Connection;
import io.freshet.Event;
import io.freshet.EventId;
import io.freshet.Hub;
import io.freshet.Limit;
import io.freshet.MemoryEventLog;
import io.freshet.Owner;
import io.freshet.Presence;
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
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Places are neither lost nor left over, whatever Redis has lost of the steps that were taken on them. */
class LostStepsTest {
    private static final Owner OWNER = Owner.of("owner");
    private static final Stream STREAM = Stream.of("/events");
    private static final Rights EVERYTHING = Rights.to(List.of(Selector.of("**")));

    private final List<AutoCloseable> opened = new ArrayList<>();

    private <T extends AutoCloseable> T opened(T resource) {
        opened.add(0, resource);
        return resource;
    }

    private Hub hub(RedisEventLogBuilder builder, Duration lease) {
        RedisEventLog log = builder.timeout(Duration.ofSeconds(2)).open();
        return opened(Hub.builder()
                .log(log)
                .cluster(log.cluster())
                .lease(lease)
                .retry(Duration.ofMillis(100))
                .build());
    }

    private static RedisEventLogBuilder at(RedisProcess redis) {
        return RedisEventLog.at(RedisURI.create(redis.url()));
    }

    private static <T> T of(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(Waiting.SOON.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** Connects, and waits until it is decided whether the stream stands. */
    private static boolean isAdmitted(Hub hub, ConnectRequest.Builder request) {
        Reader reader = new Reader();
        hub.connect(request.build(), connection -> reader);
        Waiting.until("it is decided on", () -> !reader.frames().isEmpty() || reader.isEnded());
        return !reader.isEnded();
    }

    private static ConnectRequest.Builder request() {
        return ConnectRequest.to(STREAM, OWNER).topics("**").rights(EVERYTHING);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @Test
    void aReplicaThatIsMissingHoldsUpNobodyButPublishers() throws IOException {
        RedisProcess redis = opened(RedisProcess.start());
        Hub hub = hub(at(redis).replicas(1), Duration.ofSeconds(3));
        Waiting.until("somebody is admitted", () -> isAdmitted(hub, request()));
        Reader reader = new Reader();
        hub.connect(request().build(), connection -> reader);
        Waiting.until("the stream stands", () -> !reader.frames().isEmpty());
        for (int i = 0; i < 4; i++) {
            String data = Integer.toString(i);
            CompletionStage<?> published = hub.publish("topic", Event.message(data));
            assertThat(isAdmitted(hub, request()))
                    .as("admission beside publish %s", data)
                    .isTrue();
            Waiting.until("it fails", () -> published.toCompletableFuture().isCompletedExceptionally());
        }
        reader.waitFor("3");
        assertThat(reader.story()).containsExactly("0", "1", "2", "3");
    }

    @Test
    void aPlaceWhoseEndRedisHasLostIsNotTakenForEver() throws IOException {
        RedisProcess redis = opened(RedisProcess.start());
        Hub hub = hub(at(redis), Duration.ofSeconds(10));
        Waiting.until("somebody is admitted", () -> isAdmitted(hub, request()));
        Reader reader = new Reader();
        Connection connection = hub.connect(request().limit(Limit.of(2)).build(), its -> reader);
        Waiting.until("the stream stands", () -> !reader.frames().isEmpty());
        redis.ask("save");
        connection.end(CloseReason.PEER_GONE);
        Waiting.until("its place is free", () -> of(hub.presence(OWNER)).size() == 1);
        redis.kill();
        redis.startAgain();
        assertThat(redis.ask("hlen", "freshet:{hub}:places:u:owner")).isEqualTo("2");
        Waiting.until("its place is free again", () -> isAdmitted(hub, request().limit(Limit.of(2))));
    }

    @Test
    void aClaimThatComesAfterItsConnectionWasGivenUpTakesNoPlaceForEver() throws IOException {
        RedisProcess redis = opened(RedisProcess.start());
        SilentProxy proxy = opened(new SilentProxy(redis.port()));
        Hub hub = hub(RedisEventLog.at(RedisURI.create(proxy.url())), Duration.ofSeconds(2));
        Waiting.until("somebody is admitted", () -> isAdmitted(hub, request()));

        proxy.holdBack();
        Reader refused = new Reader();
        hub.connect(request().subscriber("late").limit(Limit.of(2)).build(), connection -> refused);
        Waiting.until("the claim is on its way", () -> proxy.holds("late"));
        proxy.giveUp();
        Waiting.until("who claimed is refused", refused::isEnded);
        Waiting.until(
                "the others can be reached again",
                () -> isAdmitted(hub, request().limit(Limit.of(2))));
        hub.connections(OWNER).get(1).end(CloseReason.PEER_GONE);
        Waiting.until("its place is free", () -> of(hub.presence(OWNER)).size() == 1);
        proxy.bring();
        Waiting.until("Redis has it", proxy::isAnswered);

        Waiting.until("nobody has its place", () -> isAdmitted(hub, request().limit(Limit.of(2))));
    }

    @Test
    void aClaimThatComesLateTakesNoPlaceBackFromTheNodesNewName() throws IOException {
        RedisProcess redis = opened(RedisProcess.start());
        SilentProxy proxy = opened(new SilentProxy(redis.port()));
        RedisEventLog log = opened(RedisEventLog.at(RedisURI.create(proxy.url()))
                .timeout(Duration.ofSeconds(2))
                .open());
        RedisCluster cluster = (RedisCluster) log.cluster();
        Duration lease = Duration.ofMinutes(1);
        cluster.begin(new ClusterTerms(lease, lease, Duration.ZERO, Duration.ZERO, Duration.ZERO, 10), new NoNotices());
        assertThat(of(cluster.renew("old", true))).isTrue();
        ClaimResult.Admitted admitted = (ClaimResult.Admitted) of(cluster.claim(claim("old", 0)));

        proxy.holdBack();
        CompletionStage<ClaimResult> late = cluster.claim(claim("old", admitted.ticket()));
        Waiting.until("the claim is on its way", () -> proxy.holds("connection"));
        proxy.giveUp();
        Waiting.until("it has failed here", () -> late.toCompletableFuture().isCompletedExceptionally());
        Waiting.until("Redis can be reached again", () -> isTaken(cluster.ticket()));
        assertThat(of(cluster.renew("old", false))).isFalse();
        assertThat(of(cluster.renew("new", true))).isTrue();
        assertThat(of(cluster.claim(claim("new", admitted.ticket())))).isInstanceOf(ClaimResult.Admitted.class);
        proxy.bring();
        Waiting.until("Redis has it", proxy::isAnswered);

        assertThat(of(cluster.presence(OWNER)))
                .singleElement()
                .extracting(Presence::node)
                .isEqualTo("new");
    }

    private static boolean isTaken(CompletionStage<?> step) {
        return step.handle((answer, failure) -> failure == null)
                .toCompletableFuture()
                .orTimeout(Waiting.SOON.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static Claim claim(String node, long ticket) {
        return new Claim(
                node,
                new SubscriberKey(OWNER, STREAM.path(), "tab"),
                STREAM.name(),
                true,
                "connection",
                ticket,
                1,
                false,
                new Subscription(0, Set.of()),
                EventId.origin());
    }

    /** Whoever is told nothing. */
    private static final class NoNotices implements ClusterNotices {
        @Override
        public void contested(SubscriberKey subscriber) {}

        @Override
        public void wanted(Owner owner, String streamName) {}

        @Override
        public void vacated(Owner owner) {}

        @Override
        public void missed() {}
    }

    @Test
    void whoHasLeftWhileRedisWasAwayIsForgottenThereAtLast() throws IOException {
        RedisProcess redis = opened(RedisProcess.start("--appendonly", "yes"));
        Duration lease = Duration.ofSeconds(2);
        Hub hub = hub(at(redis), lease);
        SubscriberKey key = new SubscriberKey(OWNER, STREAM.path(), "tab");
        Waiting.until("it is admitted", () -> isAdmitted(hub, request().subscriber(key.id())));
        redis.kill();
        long killed = System.nanoTime();
        hub.leave(key);
        Waiting.until("the lease is over", () -> System.nanoTime() - killed > lease.toNanos());
        redis.startAgain();
        Waiting.until("it is forgotten", () -> redis.ask("keys", "freshet:{hub}:subscriber:*")
                .isEmpty());
    }

    @Test
    void aNodeWhoseListeningConnectionDiedWithoutAWordLearnsThatAPageIsReplaced() throws IOException {
        RedisProcess redis = opened(RedisProcess.start());
        SilentProxy proxy = opened(new SilentProxy(redis.port()));
        Hub one = hub(RedisEventLog.at(RedisURI.create(proxy.url())), Duration.ofSeconds(3));
        Hub two = hub(at(redis), Duration.ofSeconds(3));
        Waiting.until("somebody is admitted", () -> isAdmitted(one, request()));
        Waiting.until("both listen", () -> redis.ask("pubsub", "numsub", "freshet:{hub}:all")
                .endsWith("2"));
        Reader reader = new Reader();
        Connection older = one.connect(request().subscriber("tab").build(), its -> reader);
        Waiting.until("the stream stands", () -> !reader.frames().isEmpty());
        proxy.forget("SUBSCRIBE");
        assertThat(isAdmitted(two, request().subscriber("tab"))).isTrue();
        Waiting.until("it is replaced", () -> older.closeReason() == CloseReason.REPLACED);
    }

    @Test
    void thePlaceOfANodeThatDiedIsCleanedUpAlthoughItsSubscriberFoundNoOther() throws IOException {
        RedisProcess redis = opened(RedisProcess.start());
        RedisEventLog dead = opened(at(redis).open());
        opened(Hub.builder()
                        .log(dead)
                        .cluster(dead.cluster())
                        .lease(Duration.ofMinutes(1))
                        .build())
                .connect(request().subscriber("tab").limit(Limit.of(1)).build(), its -> new Reader());
        Hub two = hub(at(redis), Duration.ofMinutes(1));
        Waiting.until("it is present", () -> of(two.presence(OWNER)).size() == 1);
        String node = of(two.presence(OWNER)).get(0).node();
        dead.close();
        redis.ask("zadd", "freshet:{hub}:leases", "1", node);
        assertThat(isAdmitted(two, request().subscriber("new").limit(Limit.of(1))))
                .isTrue();
        assertThat(isAdmitted(two, request().subscriber("tab").limit(Limit.of(1))))
                .isFalse();
        Waiting.until("the node is cleaned up", () -> redis.ask("zscore", "freshet:{hub}:leases", node)
                .isEmpty());
        assertThat(redis.ask("hkeys", "freshet:{hub}:places:u:owner"))
                .contains("new")
                .doesNotContain("tab");
        assertThat(redis.ask("pttl", "freshet:{hub}:subscriber:u:owner\n/events\ntab"))
                .isNotEqualTo("-1");
    }

    @Test
    void aLeaseFromBeforeTheClockOfRedisWasSetBackIsOverAtLast() throws IOException {
        RedisProcess redis = opened(RedisProcess.start());
        Hub hub = hub(at(redis), Duration.ofSeconds(2));
        Waiting.until("somebody is admitted", () -> isAdmitted(hub, request()));
        String inAnHour = Long.toString(Long.parseLong(redis.ask("time").split("\\s")[0]) + 3600) + "000";
        redis.ask("zadd", "freshet:{hub}:leases", inAnHour, "dead");
        Waiting.until("it is over", () -> redis.ask("zscore", "freshet:{hub}:leases", "dead")
                .isEmpty());
    }

    @Test
    void anAgeFromBeforeTheClockOfRedisWasSetBackDoesNotKeepTheLogForEver() throws IOException {
        RedisProcess redis = opened(RedisProcess.start());
        String inAnHour = Long.toString(Long.parseLong(redis.ask("time").split("\\s")[0]) + 3600) + "000";
        RedisEventLogBuilder log = at(redis).bounds(new MemoryEventLog.Bounds(1000, 1 << 20, Duration.ofSeconds(2)));
        Hub hub = hub(log, Duration.ofSeconds(2));
        of(hub.publish("topic", Event.message("1")));
        redis.ask(
                "zadd",
                "freshet:{hub}:marks",
                inAnHour,
                StreamPosition.of(hub.position()).toString());
        of(hub.publish("topic", Event.message("2")));
        Waiting.until(
                "it is trimmed", () -> redis.ask("xlen", "freshet:{hub}:log").equals("0"));
    }

    @Test
    void aPageThatComesToANodeWhichIsBehindGetsWhatFollowsAndNothingTwice() throws IOException {
        RedisProcess redis = opened(RedisProcess.start());
        SilentProxy proxy = opened(new SilentProxy(redis.port()));
        Hub one = hub(at(redis), Duration.ofSeconds(3));
        Hub two = hub(RedisEventLog.at(RedisURI.create(proxy.url())), Duration.ofSeconds(3));
        Waiting.until("somebody is admitted", () -> isAdmitted(two, request()));
        proxy.forget("XREAD");
        String seen = of(one.publish("topic", Event.message("1"))).toString();
        Reader reader = new Reader();
        two.connect(request().lastEventId(seen).build(), connection -> reader);
        Waiting.until("the stream stands", () -> !reader.frames().isEmpty());
        of(one.publish("topic", Event.message("2")));
        reader.waitFor("2");
        assertThat(reader.story()).containsExactly("2");
    }
}
