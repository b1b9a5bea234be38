package io.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.LogRecord;
import io.freshet.Publication;
import io.freshet.Selector;
import io.freshet.SubscriptionChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * One page whose selection the application changes, too, over lives of a hub that ends and forgets. What a page cannot say may cost it
 * a gap; nothing is missing but in a gap, and what follows one is what the hub then knows to be selected.
 */
class ForgottenLivesTest {
    private static final String[][] SELECTIONS = {{"a"}, {"b"}, {"a", "b"}, {"*"}, {}};

    @Test
    void nothingIsLostInSilenceOrDoubled() {
        int gaps = 0;
        for (long seed = 0; seed < 1_000; seed++) {
            try {
                gaps += new Lives(new Random(seed)).play();
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + seed, failure);
            }
        }
        assertThat(gaps).as("gaps").isPositive();
    }

    private static final class Lives {
        private final Random random;
        private final NamedPage page = new NamedPage("tab", "a");
        private final List<Long> forgottenAt = new ArrayList<>();
        private TestHub hub;
        private long newest;
        private long forgotten;

        Lives(Random random) {
            this.random = random;
            this.hub = new TestHub(log());
            connect();
            hub.settle();
        }

        private Logs log() {
            return Logs.values()[random.nextInt(Logs.values().length)];
        }

        int play() {
            for (int step = 0; step < 60; step++) {
                step(random.nextInt(20));
            }
            page.response().peerGoes();
            connect();
            hub.settle();
            return check();
        }

        private void step(int choice) {
            switch (choice) {
                case 0, 1, 2 -> hub.publish(random.nextBoolean() ? "a" : "b", "");
                case 3 -> page.subscribe(hub, ++newest, selection());
                case 4 -> hub.subscribe("tab", ++newest, selection());
                case 5 -> page.response().block();
                case 6 -> page.response().unblock();
                case 7 -> {
                    page.response().peerGoes();
                    connect();
                }
                case 8 -> {
                    hub = hub.killedAndStartedAgain(log(), it -> it.window(1 + random.nextInt(5), 1 << 20));
                    forgotten = head();
                    between();
                }
                case 9 -> {
                    page.response().peerGoes();
                    hub.advance(Duration.ofSeconds(40));
                    forgotten = head();
                    between();
                }
                default -> work();
            }
        }

        private void between() {
            for (int i = random.nextInt(4); i > 0; i--) {
                step(random.nextInt(5));
            }
            for (int i = random.nextInt(4); i > 0; i--) {
                work();
            }
            page.response().peerGoes();
            connect();
        }

        private void connect() {
            page.connect(hub);
            forgottenAt.add(forgotten);
        }

        private String[] selection() {
            return SELECTIONS[random.nextInt(SELECTIONS.length)];
        }

        private long head() {
            return hub.records.isEmpty()
                    ? 0
                    : hub.records.get(hub.records.size() - 1).id().sequence();
        }

        private void work() {
            List<Interleavings.Source> sources = hub.late == null
                    ? List.of(hub.lane, hub.timer, hub.worker)
                    : List.of(hub.lane, hub.timer, hub.worker, hub.late);
            Interleavings.Source source = sources.get(random.nextInt(sources.size()));
            if (source.choices() > 0) {
                source.take(random.nextInt(source.choices()));
            }
        }

        private int check() {
            int gaps = 0;
            long known = 0;
            long reached = 0;
            for (int i = 0; i < page.responses().size(); i++) {
                for (SseBlock frame : page.responses().get(i).frames()) {
                    if (frame.sequence() < 0 || !frame.isComplete()) {
                        continue;
                    }
                    long at = frame.sequence();
                    if (frame.is("gap")) {
                        gaps++;
                        known = forgottenAt.get(i);
                    } else {
                        boolean event = frame.isEvent() && !frame.isOwn();
                        assertThat(owed(reached, at, known))
                                .as("owed up to %s, in %s, of %s", frame, page.responses(), hub.records)
                                .isEqualTo(event ? List.of(at) : List.of());
                    }
                    assertThat(at).as("%s in %s", frame, page.responses()).isGreaterThanOrEqualTo(reached);
                    reached = at;
                }
            }
            assertThat(owed(reached, head(), known))
                    .as("owed in the end, in %s", page.responses())
                    .isEmpty();
            return gaps;
        }

        /** @param known the position behind which changes are known to the hub that delivers */
        private List<Long> owed(long after, long upTo, long known) {
            Set<Selector> selectors = Selector.all(List.of("a"));
            List<Long> owed = new ArrayList<>();
            for (LogRecord record : hub.records) {
                long at = record.id().sequence();
                Set<Selector> now = selectors;
                if (record.entry() instanceof SubscriptionChange change && at > known) {
                    selectors = change.selectors();
                } else if (record.entry() instanceof Publication publication
                        && at > after
                        && at <= upTo
                        && publication.topics().stream()
                                .anyMatch(topic -> now.stream().anyMatch(selector -> selector.matches(topic)))) {
                    owed.add(at);
                }
            }
            return owed;
        }
    }
}
