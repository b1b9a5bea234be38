package io.freshet.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.EventId;
import io.freshet.LogEntryCodec;
import io.freshet.Owner;
import io.freshet.Rights;
import io.freshet.Selector;
import io.freshet.SubscriberKey;
import io.freshet.testkit.RedisProcess;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is lost is told of, and what was acknowledged arrives, whatever happens to Redis. */
class FaultsTest {
    /** With {@code everysec}, what Redis has answered may not be in its file yet while the disk is busy. */
    private static final String[] KEEPS_EVERYTHING = {"--appendonly", "yes", "--appendfsync", "always"};

    private final List<AutoCloseable> opened = new ArrayList<>();

    private <T extends AutoCloseable> T opened(T resource) {
        opened.add(0, resource);
        return resource;
    }

    private Node node(RedisProcess redis) {
        return opened(new Node(redis.url()));
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @Test
    void whatOneNodePublishesArrivesOnTheOtherOnceAndInOrder() throws IOException {
        RedisProcess redis = opened(RedisProcess.start());
        Node one = node(redis);
        Node other = node(redis);
        Reader here = one.reader();
        Reader there = other.reader();
        List<String> all = IntStream.range(0, 2000).mapToObj(Integer::toString).toList();
        all.forEach(one::publish);
        here.waitFor("1999");
        there.waitFor("1999");
        assertThat(here.data()).isEqualTo(all);
        assertThat(there.story()).isEqualTo(all);
        assertThat(other.hub.position()).isEqualTo(one.hub.position());
    }

    @Test
    void aNodeThatComesLaterReplaysWhatAnotherPublished() throws IOException {
        RedisProcess redis = opened(RedisProcess.start());
        Node one = node(redis);
        EventId start = one.hub.position();
        for (int i = 0; i < 500; i++) {
            one.publish(Integer.toString(i));
        }
        one.published("last");
        Reader reader = node(redis).reader(start);
        reader.waitFor("last");
        assertThat(reader.story()).hasSize(501).doesNotHaveDuplicates().first().isEqualTo("0");
    }

    @Test
    void aRedisThatIsRestartedAndHasKeptEverythingCostsNoGap() throws IOException {
        RedisProcess redis = opened(RedisProcess.start(KEEPS_EVERYTHING));
        Node one = node(redis);
        Node other = node(redis);
        Reader reader = other.reader();
        EventId before = one.published("1");
        redis.kill();
        redis.startAgain();
        one.publishedAtLast("2");
        other.publishedAtLast("3");
        reader.waitFor("3");
        assertThat(reader.story()).containsExactly("1", "2", "3");
        Reader back = other.reader(before);
        back.waitFor("3");
        assertThat(back.story()).containsExactly("2", "3");
    }

    @Test
    void aRedisThatIsRestartedEmptyIsAGapOnEveryStreamOfEveryNode() throws IOException {
        RedisProcess redis = opened(RedisProcess.start());
        Node one = node(redis);
        Node other = node(redis);
        Reader here = one.reader();
        Reader there = other.reader();
        EventId before = one.published("1");
        there.waitFor("1");
        redis.kill();
        redis.startAgain();
        here.waitForGap();
        there.waitForGap();
        one.publishedAtLast("2");
        here.waitFor("2");
        there.waitFor("2");
        assertThat(here.story()).containsExactly("1", "gap epoch", "2");
        assertThat(there.story()).containsExactly("1", "gap epoch", "2");
        assertThat(other.hub.position()).isEqualTo(one.hub.position());
        assertThat(other.reader(before).story()).containsExactly("gap epoch");
    }

    @Test
    void aRedisThatIsFlushedIsAGapWithoutAnybodyPublishing() throws IOException {
        RedisProcess redis = opened(RedisProcess.start());
        Node one = node(redis);
        Node other = node(redis);
        Reader here = one.reader();
        Reader there = other.reader();
        one.published("1");
        there.waitFor("1");
        redis.ask("flushall");
        here.waitForGap();
        there.waitForGap();
        assertThat(here.story()).containsExactly("1", "gap epoch");
        assertThat(there.story()).containsExactly("1", "gap epoch");
    }

    @Test
    void whatIsPublishedRightAfterAFlushIsTakenAndComesAfterTheGap() throws IOException {
        RedisProcess redis = opened(RedisProcess.start());
        Node one = node(redis);
        Node other = node(redis);
        Reader here = one.reader();
        Reader there = other.reader();
        one.published("1");
        there.waitFor("1");
        redis.ask("flushall");
        one.published("2");
        other.published("3");
        for (Reader reader : List.of(here, there)) {
            reader.waitFor("3");
            assertThat(reader.story()).containsExactly("1", "gap epoch", "2", "3");
        }
    }

    @Test
    void aStreamThatLacksOnlyItsLastEntriesIsAGap() throws IOException {
        RedisProcess redis = opened(RedisProcess.start());
        Node one = node(redis);
        Reader reader = one.reader();
        one.published("1");
        String dump = "lagging";
        redis.ask("copy", "freshet:{hub}:log", dump);
        one.published("2");
        redis.ask("copy", dump, "freshet:{hub}:log", "replace");
        one.published("3");
        reader.waitFor("3");
        assertThat(reader.story()).containsExactly("1", "2", "gap epoch", "3");
    }

    @Test
    void anotherEntryInThePlaceOfTheLastOneIsNotTakenForIt() throws IOException {
        RedisProcess redis = opened(RedisProcess.start());
        Node one = node(redis);
        Reader reader = one.reader();
        one.published("1");
        redis.ask("copy", "freshet:{hub}:log", "lagging");
        String last = StreamPosition.of(one.published("2")).toString();
        redis.ask("xadd", "lagging", last, "a", "another", "e", "entry");
        redis.ask("copy", "lagging", "freshet:{hub}:log", "replace");
        reader.waitForGap();
        one.published("3");
        reader.waitFor("3");
        assertThat(reader.story()).containsExactly("1", "2", "gap epoch", "3");
    }

    @Test
    void aNodeThatDiedWithRedisMayHaveSeenMoreSoANewLifeBegins() throws IOException {
        RedisProcess redis = opened(RedisProcess.start(KEEPS_EVERYTHING));
        Node one = node(redis);
        Reader reader = one.reader();
        one.published("1");
        String now = redis.ask("time").split("\\s")[0] + "000";
        redis.ask("zadd", "freshet:{hub}:nodes", now, "a node that died");
        redis.kill();
        redis.startAgain();
        one.publishedAtLast("2");
        reader.waitFor("2");
        assertThat(reader.story()).containsExactly("1", "gap epoch", "2");
    }

    @Test
    void aNodeThatWentIsNotWaitedFor() throws Exception {
        RedisProcess redis = opened(RedisProcess.start(KEEPS_EVERYTHING));
        Node one = node(redis);
        try (Node other = new Node(redis.url())) {
            other.published("1");
        }
        Waiting.until(
                "it has gone", () -> redis.ask("zcard", "freshet:{hub}:nodes").equals("1"));
        Reader reader = one.reader();
        redis.kill();
        redis.startAgain();
        one.publishedAtLast("2");
        reader.waitFor("2");
        assertThat(reader.story()).containsExactly("2");
    }

    @Test
    void whileRedisIsAwayPublishersAreToldInTimeAndStreamsStayOpen() throws IOException {
        RedisProcess redis = opened(RedisProcess.start(KEEPS_EVERYTHING));
        Node node = node(redis);
        Reader reader = node.reader();
        node.published("1");
        redis.kill();
        assertThatThrownBy(() -> node.published("2"))
                .hasRootCauseInstanceOf(Exception.class)
                .hasMessageContaining("ms");
        Waiting.until("it fails at once", () -> node.publish("3").isCompletedExceptionally());
        assertThatThrownBy(() -> node.published("4"))
                .hasMessageContaining("Redis at")
                .hasMessageContaining("away");
        assertThat(reader.isEnded()).isFalse();
        redis.startAgain();
        node.publishedAtLast("5");
        reader.waitFor("5");
        assertThat(reader.story()).containsExactly("1", "5");
    }

    @Test
    void whatWasNeverSentIsToldToBeNotInTheLog() throws IOException {
        RedisProcess redis = opened(RedisProcess.start(KEEPS_EVERYTHING));
        Node node = node(redis);
        node.published("1");
        redis.kill();
        long killed = System.nanoTime();
        Waiting.until("the connections are known to be lost", () -> System.nanoTime() - killed > 500_000_000);
        assertThatThrownBy(() -> node.published("2")).hasMessageContaining("not appended");
    }

    @Test
    void aRedisThatAnswersNothingIsFoundOut() throws IOException {
        RedisProcess redis = opened(RedisProcess.start());
        Node node = node(redis);
        Reader reader = node.reader();
        node.published("1");
        redis.freeze();
        assertThatThrownBy(() -> node.published("2")).hasMessageContaining("may be in the log or not");
        redis.goOn();
        node.publishedAtLast("3");
        reader.waitFor("3");
        assertThat(reader.story()).startsWith("1").endsWith("3").doesNotHaveDuplicates();
        assertThat(reader.story()).doesNotContain("gap epoch");
    }

    @Test
    void anEntryThatIsNoneOfOursIsAGapAndTheNextOnesFollow() throws IOException {
        RedisProcess redis = opened(RedisProcess.start());
        Node one = node(redis);
        EventId start = one.hub.position();
        Reader reader = one.reader();
        one.published("1");
        redis.ask("xadd", "freshet:{hub}:log", "*", "greeting", "hello");
        one.published("2");
        redis.ask("xadd", "freshet:{hub}:log", "*", "e", "damaged");
        one.published("3");
        reader.waitFor("3");
        assertThat(reader.story()).containsExactly("1", "gap trimmed", "2", "gap trimmed", "3");
        Reader replayed = node(redis).reader(start);
        replayed.waitFor("3");
        assertThat(replayed.story()).containsExactly("1", "gap trimmed", "2", "gap trimmed", "3");
    }

    @Test
    void anEntryOnWhichTheApplicationsOwnSyntaxFailsIsAGapAndTheNextOnesFollow() throws IOException {
        RedisProcess redis = opened(RedisProcess.start());
        LogEntryCodec reads = new LogEntryCodec(text -> Selector.matching(text, topic -> true));
        LogEntryCodec fails = new LogEntryCodec(text -> {
            throw new IllegalStateException("no syntax reads " + text);
        });
        Node one = opened(new Node(
                RedisEventLog.at(RedisURI.create(redis.url())).name("hub").codec(reads)));
        Node other = opened(new Node(
                RedisEventLog.at(RedisURI.create(redis.url())).name("hub").codec(fails)));
        Reader reader = other.reader();
        Selector own = Selector.matching("own", topic -> true);
        one.hub
                .subscribe(
                        new SubscriberKey(Owner.of("owner"), "/events", "tab"),
                        1,
                        List.of(own),
                        Rights.to(List.of(own)))
                .toCompletableFuture()
                .join();
        one.published("1");
        reader.waitFor("1");
        assertThat(reader.story()).containsExactly("gap trimmed", "1");
    }

    @Test
    void anEntryWithAnIdFromTheFarFutureDoesNotStopTheLog() throws IOException {
        RedisProcess redis = opened(RedisProcess.start());
        Node node = node(redis);
        Reader reader = node.reader();
        node.published("1");
        redis.ask("xadd", "freshet:{hub}:log", "18446744073709551615-1", "greeting", "hello");
        node.publishedAtLast("2");
        reader.waitFor("2");
        assertThat(reader.story()).startsWith("1").contains("gap epoch").endsWith("2");
    }

    @Test
    void whatRedisDoesNotAllowIsSaidAtTheStart() throws IOException {
        RedisProcess redis =
                opened(RedisProcess.start("--requirepass", "secret").reachedWith("-a", "secret", "--no-auth-warning"));
        assertThatThrownBy(() -> new Node(redis.url().replace("//", "//:wrong@")))
                .isInstanceOf(RedisLogException.class)
                .hasMessageContaining("WRONGPASS")
                .hasMessageContaining("127.0.0.1")
                .hasMessageNotContaining("wrong@");
        RedisURI right = RedisURI.create(redis.url().replace("//", "//:secret@"));
        redis.ask("set", "freshet:{taken}:log", "something else");
        assertThatThrownBy(() -> RedisEventLog.at(right).name("taken").open())
                .isInstanceOf(RedisLogException.class)
                .hasMessageContaining("'taken'")
                .hasMessageContaining("WRONGTYPE");
        assertThat(opened(new Node(RedisEventLog.at(right))).published("1")).isNotNull();
    }

    @Test
    void aRedisThatIsNotThereIsSaidAtTheStart() throws IOException {
        RedisProcess redis = RedisProcess.start();
        redis.close();
        assertThatThrownBy(() -> new Node(redis.url()))
                .isInstanceOf(RedisLogException.class)
                .hasMessageContaining("127.0.0.1:" + redis.port());
    }

    @Test
    void anAppendIsAcknowledgedOnlyWhenAReplicaHasItIfThatIsAskedFor() throws IOException {
        RedisProcess redis = opened(RedisProcess.start());
        Node node =
                opened(new Node(RedisEventLog.at(RedisURI.create(redis.url())).replicas(1)));
        assertThatThrownBy(() -> node.published("1")).isNotNull();
        opened(RedisProcess.start("--replicaof", "127.0.0.1", Integer.toString(redis.port())));
        Waiting.until(
                "the replica is there", () -> redis.ask("info", "replication").contains("state=online"));
        assertThat(node.published("2")).isNotNull();
        List<CompletableFuture<EventId>> many =
                IntStream.range(0, 200).mapToObj(i -> node.publish("m" + i)).toList();
        many.forEach(CompletableFuture::join);
    }
}
