package io.freshet.bench.faults;

import io.freshet.testkit.RedisProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Redis goes away, comes back, and may have forgotten something. */
final class RedisFaults {
    private static final Duration SOON = Duration.ofSeconds(30);

    /** Shorter than any client waits before it comes back. */
    private static final Duration MEANWHILE = Duration.ofMillis(300);

    static final List<Fault> ALL = List.of(
            new Fault(
                    "redis-restarted",
                    "Redis killed and started again (AOF, `appendfsync always`)",
                    5,
                    Telling.NOBODY,
                    null,
                    NodeFaults::twoNodes,
                    (stage, count) -> {
                        stage.redis().kill();
                        stage.redis().startAgain();
                        stage.pass(stage.scale().time(8));
                    }),
            new Fault(
                    "redis-away",
                    "Redis killed and back after 10 s (the same)",
                    2,
                    Telling.NOBODY,
                    null,
                    NodeFaults::twoNodes,
                    (stage, count) -> {
                        stage.redis().kill();
                        stage.pass(stage.scale().time(10));
                        stage.redis().startAgain();
                        stage.pass(stage.scale().time(10));
                    }),
            new Fault(
                    "redis-flushed",
                    "Redis flushed",
                    3,
                    Telling.EVERYBODY,
                    null,
                    NodeFaults::twoNodes,
                    (stage, count) -> {
                        stage.redis().ask("flushall");
                        stage.pass(stage.scale().time(8));
                    }),
            new Fault(
                    "redis-flushed-node-killed",
                    "`kill -9` of a node of two, and Redis flushed before its subscribers are back",
                    3,
                    Telling.EVERYBODY,
                    null,
                    NodeFaults::twoNodes,
                    RedisFaults::killAndFlush),
            new Fault(
                    "replica-lags",
                    "Sentinel puts a replica in the master's place that lags by two seconds",
                    1,
                    Telling.EVERYBODY,
                    null,
                    RedisFaults::replicated,
                    RedisFaults::failOver));

    private RedisFaults() {}

    private static void killAndFlush(Stage stage, int count) throws IOException {
        HubNode node = stage.nodes().get(count % stage.nodes().size());
        node.kill();
        stage.pass(MEANWHILE);
        stage.redis().ask("flushall");
        stage.pass(stage.scale().time(5));
        node.startAgain();
        stage.pass(stage.scale().time(10));
    }

    private static void replicated(Stage stage) throws IOException {
        RedisProcess master = stage.redis("--repl-diskless-sync-delay", "0");
        RedisProcess replica =
                stage.keep(RedisProcess.start("--replicaof", Address.LOOPBACK, Integer.toString(master.port())));
        stage.replica(replica);
        Waiting.until("the replica was there", SOON, () -> master.ask("info", "replication")
                .contains("state=online"));
        RedisProcess sentinel = stage.keep(master.startSentinel("freshet"));
        Waiting.until("Sentinel knew the replica", SOON, () -> sentinel.ask("sentinel", "replicas", "freshet")
                .contains(Integer.toString(replica.port())));
        String url = "redis-sentinel://" + Address.LOOPBACK + ":" + sentinel.port() + "#freshet";
        stage.node("--redis=" + url);
        stage.node("--redis=" + url);
    }

    private static void failOver(Stage stage, int count) throws IOException {
        RedisProcess replica = stage.replica();
        replica.ask("config", "set", "masterauth", "refused");
        replica.ask("client", "kill", "type", "master");
        stage.pass(Duration.ofSeconds(2));
        stage.redis().kill();
        Waiting.until(
                "the replica was the master", SOON, () -> replica.ask("role").startsWith("master"));
        stage.pass(stage.scale().time(15));
    }
}
