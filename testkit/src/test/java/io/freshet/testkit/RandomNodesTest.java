package io.freshet.testkit;

import static io.freshet.testkit.TestHub.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.Limit;
import io.freshet.Presence;
import io.freshet.RefusalReason;
import io.freshet.SubscriberKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Pages that come, go, are refreshed and meet in any order on two nodes, whose ways to the cluster may be cut. */
class RandomNodesTest {
    private static final int MAX = 5;
    private static final int TABS = 8;
    private static final int STEPS = 200;

    @Test
    void theLimitHoldsAtEachStepAndInTheEndWhoIsOpenHasAPlace() {
        for (int seed = 0; seed < 150; seed++) {
            new Story(seed, false).play();
        }
    }

    @Test
    void theSameWhenNodesAreCutOffAndComeBack() {
        for (int seed = 0; seed < 100; seed++) {
            new Story(seed, true).play();
        }
    }

    private static final class Story {
        private final int seed;
        private final boolean cuts;
        private final Random random;
        private final TestNodes nodes = TestNodes.two();
        private final List<RecordingTransport> pages = new ArrayList<>();

        private Story(int seed, boolean cuts) {
            this.seed = seed;
            this.cuts = cuts;
            this.random = new Random(seed);
        }

        private void play() {
            for (int i = 0; i < STEPS; i++) {
                step();
                assertThat(nodes.cluster.placeCount())
                        .as("places after step %d of story %d", i, seed)
                        .isLessThanOrEqualTo(MAX);
            }
            nodes.all.forEach(node -> node.link.mend());
            nodes.advance(Duration.ofSeconds(8));
            List<RecordingTransport> open =
                    pages.stream().filter(RecordingTransport::isOpen).toList();
            Set<SubscriberKey> subscribers =
                    open.stream().map(page -> page.connection().subscriber()).collect(Collectors.toSet());
            assertThat(open).as("story %d: one page of each subscriber", seed).hasSameSizeAs(subscribers);
            assertThat(nodes.cluster.presence(null).stream().map(Presence::subscriber))
                    .as("places in the end of story %d", seed)
                    .containsExactlyInAnyOrderElementsOf(subscribers);
            if (!cuts) {
                assertThat(pages)
                        .as("story %d", seed)
                        .noneMatch(
                                page -> page.refusal() != null && page.refusal().reason() != RefusalReason.LIMIT);
            }
        }

        private void step() {
            int dice = random.nextInt(20);
            TestNodes.Node node = nodes.get(random.nextInt(2));
            if (dice < 3) {
                RecordingTransport page = random.nextBoolean() ? RecordingTransport.blind() : new RecordingTransport();
                node.connect(request("tab-" + random.nextInt(TABS), "a").limit(Limit.of(MAX)), page);
                pages.add(page);
            } else if (dice < 5 && !pages.isEmpty()) {
                pages.get(random.nextInt(pages.size())).peerGoes();
            } else if (dice == 5) {
                nodes.clock.skip(Duration.ofMillis(random.nextInt(300)));
            } else if (dice == 6 && cuts) {
                if (random.nextBoolean()) {
                    node.link.cut();
                } else {
                    node.link.mend();
                }
            } else if (dice == 7 && cuts) {
                nodes.clock.skip(Duration.ofSeconds(random.nextInt(6)));
            } else {
                work(node);
            }
        }

        private void work(TestNodes.Node node) {
            switch (random.nextInt(3)) {
                case 0 -> node.lane.runNext();
                case 1 -> node.timer.runNext();
                default -> {
                    int choices = node.link.choices();
                    if (choices > 0) {
                        node.link.take(random.nextInt(choices));
                    }
                }
            }
        }
    }
}
