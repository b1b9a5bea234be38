package io.freshet.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.EventId;
import io.freshet.testkit.RedisProcess;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Sentinel puts a replica in the master's place. */
class FailoverTest {
    @Test
    void aReplicaThatHasEverythingCostsNoGap() throws IOException {
        try (RedisProcess master = RedisProcess.start();
                RedisProcess replica = replicaOf(master);
                RedisProcess sentinel = sentinelOf(master);
                Node one = new Node(url(sentinel));
                Node other = new Node(url(sentinel))) {
            Reader reader = other.reader();
            one.published("1");
            reader.waitFor("1");
            awaitReplication(master, replica);
            master.kill();
            one.publishedAtLast("2");
            reader.waitFor("2");
            assertThat(reader.story()).containsExactly("1", "2");
        }
    }

    @Test
    void aReplicaThatLagsIsOneNewEpochForAllNodes() throws IOException {
        try (RedisProcess master = RedisProcess.start();
                RedisProcess replica = replicaOf(master);
                RedisProcess sentinel = sentinelOf(master);
                Node one = new Node(url(sentinel));
                Node other = new Node(url(sentinel))) {
            Reader here = one.reader();
            Reader there = other.reader();
            one.published("1");
            there.waitFor("1");
            awaitReplication(master, replica);
            replica.ask("config", "set", "masterauth", "refused");
            replica.ask("client", "kill", "type", "master");
            EventId lost = one.published("lost");
            there.waitFor("lost");
            master.kill();
            here.waitForGap();
            there.waitForGap();
            one.publishedAtLast("2");
            here.waitFor("2");
            there.waitFor("2");
            assertThat(here.story()).containsExactly("1", "lost", "gap epoch", "2");
            assertThat(there.story()).containsExactly("1", "lost", "gap epoch", "2");
            assertThat(one.hub.position()).isEqualTo(other.hub.position());
            assertThat(other.reader(lost).story()).containsExactly("gap epoch");
        }
    }

    private static String url(RedisProcess sentinel) {
        return "redis-sentinel://127.0.0.1:" + sentinel.port() + "#freshet";
    }

    private static RedisProcess replicaOf(RedisProcess master) throws IOException {
        RedisProcess replica = RedisProcess.start("--replicaof", "127.0.0.1", Integer.toString(master.port()));
        awaitReplication(master, replica);
        return replica;
    }

    private static RedisProcess sentinelOf(RedisProcess master) throws IOException {
        RedisProcess sentinel = master.startSentinel("freshet");
        Waiting.until("the sentinel knows the replica", () -> sentinel.ask("sentinel", "master", "freshet")
                .replace("\n", " ")
                .contains("num-slaves 1"));
        return sentinel;
    }

    private static void awaitReplication(RedisProcess master, RedisProcess replica) {
        Waiting.until(
                "the replica is there",
                () -> replica.ask("info", "replication").contains("master_link_status:up")
                        && master.ask("wait", "1", "1000").contains("1"));
    }
}
