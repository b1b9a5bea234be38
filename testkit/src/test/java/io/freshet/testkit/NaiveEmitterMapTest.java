package io.freshet.testkit;

import static io.freshet.testkit.TestHub.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.ChangeResult;
import io.freshet.Selector;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The dashboard's mistakes, each shown on the naive map and beside it the same schedule on the hub. */
class NaiveEmitterMapTest {
    private static final long STORE = 2;
    private static final Set<String> SALES = Set.of("SLS_01_01", "SLS_02_01");
    private static final Set<String> MENU = Set.of("MNU_01_01", "MNU_02_01");
    private static final String[] MENU_CARDS = {"MNU_01_01", "MNU_02_01"};

    private final NaiveEmitterMap naive = new NaiveEmitterMap();
    private final TestHub hub = new TestHub();

    @Nested
    class ASubscriptionOvertakesItsConnection {
        @Test
        void theNaiveMapWipesIt() {
            naive.connect(STORE);
            naive.subscribe(STORE, SALES);
            naive.subscribe(STORE, MENU);
            NaiveEmitterMap.Emitter two = naive.connect(STORE);
            naive.send(STORE, "MNU_01_01", "order");

            assertThat(naive.subscriptions(STORE)).isEmpty();
            assertThat(two.sent()).as("heartbeats arrive, events do not").isEmpty();
        }

        @Test
        void theHubKeepsIt() {
            hub.connected(request("tab", "SLS_01_01", "SLS_02_01"));
            hub.subscribe("tab", 1, "SLS_01_01", "SLS_02_01");
            hub.subscribe("tab", 2, MENU_CARDS);
            RecordingTransport two = hub.connected(request("tab", "SLS_01_01"));
            hub.publish("MNU_01_01", "order");
            hub.settle();

            assertThat(hub.subscription("tab").selectors()).isEqualTo(Selector.all(MENU));
            assertThat(two.data()).containsExactly("order");
        }
    }

    @Nested
    class TheCallbackOfTheFirstConnectionComesLate {
        @Test
        void theNaiveMapRemovesTheSecondConnectionAndItsSubscriptions() {
            naive.connect(STORE);
            naive.subscribe(STORE, SALES);
            NaiveEmitterMap.Emitter two = naive.connect(STORE);
            naive.subscribe(STORE, MENU);
            naive.onCompletion(STORE);
            naive.send(STORE, "MNU_01_01", "order");

            assertThat(naive.emitter(STORE)).isNull();
            assertThat(naive.subscriptions(STORE)).isEmpty();
            assertThat(two.isCompleted()).isFalse();
            assertThat(two.sent()).isEmpty();
        }

        @Test
        void theHubRemovesNothing() {
            RecordingTransport one = hub.connected(request("tab", "SLS_01_01"));
            RecordingTransport two = hub.connected(request("tab"));
            hub.subscribe("tab", 1, MENU_CARDS);
            one.peerGoes();
            hub.publish("MNU_01_01", "order");
            hub.settle();

            assertThat(hub.hub.connections(TestHub.OWNER)).containsExactly(two.connection());
            assertThat(two.data()).containsExactly("order");
        }
    }

    @Nested
    class ASecondTabOpens {
        @Test
        void theNaiveMapKicksTheFirstOut() {
            NaiveEmitterMap.Emitter first = naive.connect(STORE);
            naive.subscribe(STORE, SALES);
            naive.connect(STORE);
            naive.subscribe(STORE, SALES);
            naive.send(STORE, "SLS_01_01", "order");

            assertThat(first.isCompleted()).isTrue();
            assertThat(first.sent()).isEmpty();
        }

        @Test
        void theHubServesBoth() {
            RecordingTransport first = hub.connected(request("tab-1", "SLS_01_01"));
            RecordingTransport second = hub.connected(request("tab-2", "SLS_01_01"));
            hub.publish("SLS_01_01", "order");
            hub.settle();

            assertThat(List.of(first, second)).allMatch(RecordingTransport::isOpen);
            assertThat(first.data()).containsExactly("order");
            assertThat(second.data()).containsExactly("order");
        }
    }

    @Nested
    class AnOlderChangeArrivesLate {
        @Test
        void theNaiveMapLetsItOverwriteTheNewerOne() {
            naive.connect(STORE);
            naive.subscribe(STORE, MENU);
            naive.subscribe(STORE, SALES); // sent first, arrived last

            assertThat(naive.subscriptions(STORE)).isEqualTo(SALES);
        }

        @Test
        void theHubRefusesItAndSaysWhatIsHeld() {
            hub.connected(request("tab", "SLS_01_01"));
            hub.subscribe("tab", 2, MENU_CARDS);
            CompletableFuture<ChangeResult> late = hub.subscribe("tab", 1, "SLS_01_01");
            hub.settle();

            assertThat(late).isCompletedWithValue(new ChangeResult.Outdated(hub.subscription("tab")));
            assertThat(hub.subscription("tab").selectors()).isEqualTo(Selector.all(MENU));
        }
    }

    @Nested
    class InEveryOrder {
        @Test
        void theNaiveMapLosesTheCardsInMostOrders() {
            int[] lost = {0};
            int orders = Interleavings.atMost(100).explore(schedule -> {
                NaiveEmitterMap map = new NaiveEmitterMap();
                map.connect(STORE);
                map.subscribe(STORE, SALES);
                schedule.actor("connect 2", () -> map.connect(STORE));
                schedule.actor("subscribe 2", () -> map.subscribe(STORE, MENU));
                schedule.actor("callback 1", () -> map.onCompletion(STORE));
                schedule.play();
                lost[0] +=
                        map.emitter(STORE) == null || map.subscriptions(STORE).isEmpty() ? 1 : 0;
            });
            assertThat(orders).isEqualTo(6);
            assertThat(lost[0]).isEqualTo(4);
        }

        @Test
        void theHubLosesThemInNone() {
            Explored.exploring(10_000, schedule -> {
                TestHub each = new TestHub();
                RecordingTransport one = each.connected(request("tab", "SLS_01_01"));
                RecordingTransport two = new RecordingTransport();
                each.joins(schedule);
                schedule.actor("connect 2", () -> each.connect(request("tab", "SLS_01_01"), two));
                schedule.actor("subscribe 2", () -> each.subscribe("tab", 1, MENU_CARDS));
                schedule.actor("callback 1", one::peerGoes);
                schedule.play();
                each.publish("MNU_01_01", "order");
                each.settle();
                assertThat(two.data()).containsExactly("order");
            });
        }
    }
}
