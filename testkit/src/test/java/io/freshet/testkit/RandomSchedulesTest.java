package io.freshet.testkit;

import static io.freshet.testkit.TestHub.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.Event;
import io.freshet.Limit;
import io.freshet.OverflowPolicy;
import io.freshet.Publication;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Longer schedules than can be explored in every order: one tab that connects, stalls, vanishes, is refreshed in haste and changes
 * what it selects while events flow, over tiny logs, windows and outboxes. Whatever happens, the promise of each id is kept.
 */
class RandomSchedulesTest {
    private static final int SCHEDULES = 3_000;
    private static final int STEPS = 60;
    private static final String[][] SELECTIONS = {{"a"}, {"b"}, {"a", "b"}, {"*"}, {}, {"a", "*"}};

    @Test
    void thePromiseOfEachIdIsKept() {
        for (long seed = 0; seed < SCHEDULES; seed++) {
            try {
                new Schedule(new Random(seed)).play();
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("schedule " + seed, failure);
            }
        }
    }

    private static final class Schedule {
        private final Random random;
        private final TestHub hub;
        private final Page page;
        private long revision;

        Schedule(Random random) {
            this.random = random;
            OverflowPolicy policy = random.nextBoolean() ? OverflowPolicy.DISCONNECT : OverflowPolicy.DROP;
            int window = 2 << random.nextInt(4);
            int outbox = 1 + random.nextInt(6);
            Logs log = Logs.values()[random.nextInt(Logs.values().length)];
            this.hub =
                    new TestHub(log, TestHub.keeping(3 + random.nextInt(20)), builder -> builder.window(window, 1 << 20)
                            .outbox(outbox, 1 << 20)
                            .overflow(policy)
                            .grace(Duration.ofDays(100))
                            .heartbeat(Duration.ofMillis(50))
                            .stall(Duration.ofDays(10)));
            if (random.nextInt(4) == 0) {
                hub.hub.snapshot("a", topic -> Event.of("state", "s"));
            }
            this.page = new Page(hub, () -> request("tab", "a").session("login").limit(Limit.of(1)));
        }

        private RecordingTransport transport() {
            return random.nextBoolean() ? RecordingTransport.blind() : new RecordingTransport();
        }

        /** A blind transport finds out when it writes; one that sees it does so at once, or up to 50 ms later. */
        private void goes(RecordingTransport left) {
            if (left.seesPeerGo() && random.nextBoolean()) {
                hub.timer.schedule(left::peerGoes, Duration.ofMillis(random.nextInt(51)));
            } else {
                left.peerGoes();
            }
        }

        void play() {
            page.connect(transport());
            for (int i = 0; i < STEPS; i++) {
                step(Integer.toString(i));
            }
            hub.settle();
            if (!page.response().isEnded()) {
                page.response().unblock();
                hub.settle();
            }
            if (page.response().isEnded()) {
                page.connect();
                hub.settle();
            }
            hub.publish("a", "last");
            hub.settle();
            Promise promise = new Promise(hub, TestHub.key("tab"), "a");
            page.responses().forEach(promise::isKeptBy);
            assertThat(page.response().isOpen()).isTrue();
            promise.isFulfilledBy(page.response());
            hub.advance(Duration.ofSeconds(3));
            assertThat(hub.hub.connections(TestHub.OWNER))
                    .containsExactly(page.response().connection());
            assertThat(page.responses()).filteredOn(RecordingTransport::isOpen).hasSize(1);
            assertThat(hub.hub.closeSession("login", CloseReason.RIGHT_ENDED)).isOne();
            assertThat(hub.hub.connectionCount()).isZero();
        }

        private void step(String data) {
            switch (random.nextInt(13)) {
                case 0, 1, 2 -> hub.publish("a", data);
                case 3 -> {
                    if (hub.late != null && random.nextInt(4) == 0) {
                        hub.late.loseNext();
                    }
                    hub.publish("b", data);
                }
                case 4 -> hub.hub.publish(new Publication(List.of("a", "b", "c"), false, Event.message(data)));
                case 5 -> hub.subscribe("tab", ++revision, SELECTIONS[random.nextInt(SELECTIONS.length)]);
                case 6, 7 -> hub.lane.runNext();
                case 8 -> {
                    hub.worker.runNext();
                    hub.timer.runNext();
                }
                case 9 -> answerLate();
                case 10 -> stallOrTake();
                case 11 -> reconnect();
                default -> {
                    if (hub.late != null && random.nextInt(6) == 0) {
                        hub.logBeginsAnew();
                    } else {
                        pass();
                    }
                }
            }
        }

        private void answerLate() {
            if (hub.late != null && hub.late.choices() > 0) {
                hub.late.take(random.nextInt(hub.late.choices()));
            }
        }

        private void stallOrTake() {
            if (random.nextBoolean()) {
                page.response().block();
            } else if (!page.response().isEnded()) {
                page.response().unblock();
            }
        }

        private void reconnect() {
            switch (random.nextInt(6)) {
                case 0 -> page.connect(transport());
                case 1 -> {
                    goes(page.response());
                    if (random.nextBoolean()) {
                        page.connectBehind(transport(), transport(), this::goes);
                    } else {
                        page.connect(transport());
                    }
                }
                case 2 -> {
                    if (random.nextInt(4) == 0) {
                        hub.hub.closeSession("login", CloseReason.RIGHT_ENDED);
                    }
                }
                default -> pass();
            }
        }

        private void pass() {
            if (random.nextBoolean()) {
                hub.settle();
            } else {
                hub.clock.advance(Duration.ofMillis(random.nextInt(80)));
            }
        }
    }
}
