package io.freshet.bench.faults;

import io.freshet.testkit.VanishingNetwork;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Networks vanish without a word, and come back. */
final class NetworkFaults {
    static final List<Fault> ALL = List.of(
            new Fault(
                    "redis-cut",
                    "the network between one node of two and Redis cut for 10 s",
                    2,
                    Telling.NOBODY,
                    null,
                    NetworkFaults::redisBehindNetwork,
                    (stage, count) -> {
                        stage.network().vanish(stage.redis().port());
                        stage.pass(stage.scale().time(10));
                        stage.network().comeBack(stage.redis().port());
                        stage.pass(stage.scale().time(12));
                    }),
            new Fault(
                    "clients-cut",
                    "the network between clients and nginx cut for 5 s and 15 s, without FIN",
                    2,
                    Telling.NOBODY,
                    null,
                    NetworkFaults::clientsBehindNetwork,
                    (stage, count) -> {
                        stage.network().vanish();
                        stage.pass(count % 2 == 0 ? Duration.ofSeconds(5) : Duration.ofSeconds(15));
                        stage.network().comeBack();
                        stage.pass(stage.scale().time(15));
                    }));

    private NetworkFaults() {}

    private static void redisBehindNetwork(Stage stage) throws IOException {
        VanishingNetwork network = stage.makeNetwork();
        int port = stage.durableRedis("--bind", Address.LOOPBACK + " " + network.server(), "--protected-mode", "no")
                .port();
        stage.node("--redis=redis://" + Address.LOOPBACK + ":" + port);
        stage.remoteNode("--redis=redis://" + network.server() + ":" + port);
    }

    private static void clientsBehindNetwork(Stage stage) throws IOException {
        stage.makeNetwork();
        stage.subscribersAreRemote();
        NodeFaults.twoNodes(stage);
    }
}
