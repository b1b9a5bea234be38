package io.freshet.bench.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Nodes end, and are started again. */
final class NodeFaults {
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(3);
    private static final int SETTLED_SECONDS = 14;

    static final List<Fault> ALL = List.of(
            new Fault(
                    "node-killed",
                    "`kill -9` of a node of two",
                    5,
                    Telling.NOBODY,
                    LONGEST_SILENCE,
                    NodeFaults::twoNodes,
                    NodeFaults::kill),
            new Fault(
                    "node-terminated",
                    "SIGTERM of a node of two",
                    4,
                    Telling.NOBODY,
                    null,
                    NodeFaults::twoNodes,
                    NodeFaults::terminate),
            new Fault(
                    "nginx-reloaded",
                    "nginx reloaded",
                    5,
                    Telling.NOBODY,
                    LONGEST_SILENCE,
                    NodeFaults::twoNodes,
                    (stage, count) -> {
                        stage.proxy().reload();
                        settle(stage);
                    }));

    private NodeFaults() {}

    /**
     * Until the next one: a browser client takes a connection that did not last for ten seconds for a failed attempt, and waits longer
     * each time.
     */
    private static void settle(Stage stage) {
        stage.pass(stage.scale().time(SETTLED_SECONDS));
    }

    /** Two nodes on one Redis that keeps what it acknowledges. */
    static void twoNodes(Stage stage) throws IOException {
        String url = stage.durableRedis().url();
        stage.node("--redis=" + url);
        stage.node("--redis=" + url);
    }

    private static void kill(Stage stage, int count) throws IOException {
        HubNode node = stage.nodes().get(count % stage.nodes().size());
        node.kill();
        stage.pass(stage.scale().time(4));
        node.startAgain();
        settle(stage);
    }

    private static void terminate(Stage stage, int count) throws IOException {
        HubNode node = stage.nodes().get(count % stage.nodes().size());
        node.terminate();
        node.startAgain();
        settle(stage);
    }
}
