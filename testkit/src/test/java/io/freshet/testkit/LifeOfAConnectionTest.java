package io.freshet.testkit;

import static io.freshet.testkit.TestHub.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.EventId;
import io.freshet.HubListener;
import io.freshet.Limit;
import io.freshet.Refusal;
import io.freshet.RefusalReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Heartbeats, the longest life, listeners, and the end of the hub. */
class LifeOfAConnectionTest {
    @Nested
    class Heartbeats {
        @Test
        void areAnIdAndNothingElseAndComeWhenNothingWasSent() {
            TestHub hub = new TestHub(it -> it.heartbeat(Duration.ofSeconds(15)));
            RecordingTransport page = hub.connected(request("tab", "a"));
            hub.publish("other", "1");
            hub.advance(Duration.ofMillis(14_999));
            assertThat(page.frames()).hasSize(1);
            hub.advance(Duration.ofMillis(1));
            assertThat(page.frames()).hasSize(2);
            assertThat(page.last())
                    .isEqualTo(new SseBlock(hub.hub.position().toString(), null, List.of(), null, List.of()));
        }

        @Test
        void doNotComeWhereSomethingWasSent() {
            TestHub hub = new TestHub(it -> it.heartbeat(Duration.ofSeconds(15)));
            RecordingTransport page = hub.connected(request("tab", "a"));
            for (int i = 0; i < 10; i++) {
                hub.advance(Duration.ofSeconds(10));
                hub.publish("a", "" + i);
                hub.settle();
            }
            assertThat(page.frames()).hasSize(11);
            hub.advance(Duration.ofMillis(14_999));
            assertThat(page.frames()).hasSize(11);
            hub.advance(Duration.ofMillis(1));
            assertThat(page.last().isEvent()).isFalse();
        }

        @Test
        void keepAQuietClientsPositionFromAgeingOutOfABusyLog() {
            TestHub hub = new TestHub(Logs.MEMORY, TestHub.keeping(10), it -> it.window(16, 1 << 20));
            Page page = new Page(hub, () -> request("tab", "quiet"));
            page.connect();
            for (int i = 0; i < 10; i++) {
                hub.publishAll("busy", 8);
                hub.advance(Duration.ofSeconds(15));
            }
            page.response().peerGoes();
            hub.publish("quiet", "1");
            page.connect();
            hub.settle();
            assertThat(page.response().frames("gap")).isEmpty();
            assertThat(page.data()).containsExactly("1");
        }

        @Test
        void areAsFrequentAsTheRequestSays() {
            TestHub hub = new TestHub();
            RecordingTransport page = hub.connected(request("tab", "a").heartbeat(Duration.ofSeconds(4)));
            assertThat(page.last().data()).contains("\"heartbeat\":4000");
            hub.advance(Duration.ofSeconds(12));
            assertThat(page.frames()).hasSize(4);
        }

        @Test
        void findThePeerOfABlindTransportGone() {
            TestHub hub = new TestHub();
            RecordingTransport page = hub.connected(request("tab", "a"), RecordingTransport.blind());
            page.peerGoes();
            hub.advance(Duration.ofSeconds(15));
            assertThat(page.connection().closeReason()).isEqualTo(CloseReason.PEER_GONE);
            assertThat(page.isEnded()).isTrue();
        }
    }

    @Test
    void theLongestLifeEndsUpToATenthEarly() {
        TestHub hub = new TestHub();
        List<RecordingTransport> pages = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            pages.add(hub.connected(request(null, "a").maxLife(Duration.ofMinutes(10))));
        }
        hub.advance(Duration.ofMinutes(9).minusMillis(1));
        assertThat(pages).allMatch(RecordingTransport::isOpen);
        hub.advance(Duration.ofSeconds(30));
        long open = pages.stream().filter(RecordingTransport::isOpen).count();
        assertThat(open).as("spread out").isBetween(10L, 90L);
        hub.advance(Duration.ofSeconds(31));
        assertThat(pages).allMatch(page -> page.connection().closeReason() == CloseReason.TIMEOUT);
        assertThat(pages.get(0).last().data()).isEqualTo("{\"reason\":\"timeout\",\"comeBack\":true}");
    }

    @Test
    void aLongestLifeOfTheHubsIsEveryConnectionsUnlessItsRequestSaysOtherwise() {
        TestHub hub = new TestHub(it -> it.maxLife(Duration.ofMinutes(10)));
        RecordingTransport page = hub.connected(request("tab", "a"));
        RecordingTransport longer = hub.connected(request("longer", "a").maxLife(Duration.ofHours(1)));
        hub.advance(Duration.ofMinutes(10));
        assertThat(page.connection().closeReason()).isEqualTo(CloseReason.TIMEOUT);
        assertThat(longer.isOpen()).isTrue();
    }

    @Test
    void connectSaysWhatTheClientNeeds() {
        TestHub hub = new TestHub();
        RecordingTransport page = hub.connected(request("tab", "a").retry(Duration.ofSeconds(7)));
        SseBlock connect = page.frames().get(0);
        assertThat(connect.event()).isEqualTo("connect");
        assertThat(connect.retry()).isEqualTo(7000L);
        assertThat(connect.data())
                .matches("\\{\"subscriber\":\"tab\",\"connection\":\""
                        + page.connection().id()
                        + "\",\"heartbeat\":15000,\"revision\":0,\"fingerprint\":\"0-[A-Za-z0-9_-]{16}\"}");
    }

    @Test
    void aCommentReachesTheReaderInLines() {
        TestHub hub = new TestHub();
        RecordingTransport page = hub.connected(request("tab", "a"));
        page.connection().comment("two\r\nlines");
        hub.settle();
        assertThat(page.last().comments()).containsExactly("two", "lines");
    }

    @Nested
    class Listeners {
        private final List<String> told = new ArrayList<>();

        private final HubListener listener = new HubListener() {
            @Override
            public void connected(Connection connection) {
                told.add("connected " + connection.subscriber().id());
            }

            @Override
            public void ended(Connection connection, CloseReason reason) {
                told.add("ended " + connection.subscriber().id() + " " + reason);
            }

            @Override
            public void refused(Connection connection, Refusal refusal) {
                told.add("refused " + connection.subscriber().id() + " " + refusal.reason());
            }
        };

        @Test
        void areToldOfEachConnectionOnceAndInOrder() {
            TestHub hub = new TestHub();
            hub.hub.addListener(listener);
            hub.connected(request("1", "a"));
            RecordingTransport two = hub.connected(request("1", "a"));
            hub.advance(Duration.ofSeconds(1));
            two.peerGoes();
            two.connection().end(CloseReason.FAILED);
            hub.advance(Duration.ofSeconds(5));
            assertThat(told).containsExactly("connected 1", "connected 1", "ended 1 replaced", "ended 1 peer-gone");
        }

        @Test
        void areToldOfWhoWasRefusedAndNotOfWhoGaveUp() {
            TestHub hub = new TestHub();
            hub.hub.addListener(listener);
            hub.connected(request("1", "a").limit(Limit.of(1)));
            told.clear();
            RecordingTransport refused = hub.connect(request("2", "a").limit(Limit.of(1)));
            hub.connect(request("3", "a")).peerGoes();
            hub.advance(Duration.ofSeconds(1));
            assertThat(refused.refusal()).isNotNull();
            assertThat(told).containsExactly("refused 2 limit");
        }

        @Test
        void findWhatTheApplicationHasAttachedToTheRequest() {
            TestHub hub = new TestHub();
            hub.hub.addListener(new HubListener() {
                @Override
                public void connected(Connection connection) {
                    told.add(String.valueOf(connection.request().attachment()));
                }
            });
            hub.connected(request("1", "a").attachment("who it is"));
            hub.connected(request("2", "a"));
            assertThat(told).containsExactly("who it is", "null");
        }

        @Test
        void thatFailHurtNobody() {
            TestHub hub = new TestHub();
            hub.hub.addListener(new HubListener() {
                @Override
                public void connected(Connection connection) {
                    throw new IllegalStateException("a listener's fault");
                }
            });
            hub.connected(request("1", "a"));
        }
    }

    @Nested
    class Figures {
        private final TestHub hub = new TestHub();

        @Test
        void sayWhatWasPublishedAndNotWhatWasSelected() {
            hub.publishAll("a", 3);
            hub.subscribe("tab", 1, "a");
            hub.settle();
            assertThat(hub.hub.publishedCount()).isEqualTo(3);
        }

        @Test
        void sayHowFarTheLanesAreBehind() {
            hub.connected(request("1", "a"));
            hub.publishAll("a", 300);
            assertThat(hub.hub.lag()).isEqualTo(300);
            hub.settle();
            assertThat(hub.hub.lag()).isZero();
        }

        @Test
        void sayHowMuchWasSent() {
            hub.connected(request("1", "a"));
            long connects = hub.hub.sentBytes();
            hub.connected(request("2", "b"));
            hub.publish("a", "x".repeat(1000));
            hub.settle();
            assertThat(connects).isPositive();
            assertThat(hub.hub.sentBytes() - 2 * connects).isBetween(1000L, 1100L);
        }
    }

    @Nested
    class TheEndOfTheHub {
        private static TestHub closing() {
            TestHub hub = new TestHub(it -> it.retry(Duration.ofSeconds(2)));
            return hub;
        }

        private static void close(TestHub hub) {
            List.of(hub.lane, hub.timer, hub.worker).forEach(ManualExecutor::runImmediately);
            hub.hub.close();
        }

        @Test
        void asksEverybodyToComeBackNotAllAtOneMoment() {
            TestHub hub = closing();
            List<RecordingTransport> pages = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                pages.add(hub.connected(request(null, "a")));
            }
            close(hub);
            assertThat(pages).allSatisfy(page -> {
                assertThat(page.last().data()).isEqualTo("{\"reason\":\"shutdown\",\"comeBack\":true}");
                assertThat(page.last().retry()).isBetween(2000L, 6000L);
                assertThat(page.isEnded()).isTrue();
            });
            assertThat(pages.stream().map(page -> page.last().retry()).distinct())
                    .hasSizeGreaterThan(20);
        }

        @Test
        void refusesNewConnectionsAndThoseWhoWait() {
            TestHub hub = closing();
            hub.connected(request("1", "a").limit(Limit.of(1)), RecordingTransport.blind());
            RecordingTransport waiting = hub.connect(request("2", "a").limit(Limit.of(1)));
            hub.settle();
            close(hub);
            RecordingTransport late = hub.connect(request("3", "a"));
            for (RecordingTransport page : List.of(waiting, late)) {
                assertThat(page.refusal().reason()).isEqualTo(RefusalReason.SHUTDOWN);
                assertThat(page.refusal().status()).isEqualTo(503);
                assertThat(page.refusal().retryAfterSeconds()).isEqualTo("2");
            }
            assertThat(hub.hub.connectionCount()).isZero();
        }

        @Test
        void sendsWhatWasPublishedBefore() {
            TestHub hub = closing();
            RecordingTransport page = hub.connected(request("1", "a"));
            hub.publish("a", "1");
            close(hub);
            assertThat(page.frames()).extracting(SseBlock::event).containsExactly("connect", "event", "close");
        }

        @Test
        void leavesNoTimerBehindButTheHousekeepingThatIsOnItsWay() {
            TestHub hub = closing();
            hub.connected(request("1", "a"));
            close(hub);
            hub.clock.advance(Duration.ofMinutes(1));
            assertThat(hub.clock.timers()).isZero();
        }
    }

    @Test
    void everyReasonHasAWordForLogsMetricsAndTheWire() {
        for (CloseReason reason : CloseReason.values()) {
            TestHub hub = new TestHub();
            RecordingTransport page = hub.connected(request("tab", "a"));
            page.connection().end(reason);
            hub.settle();
            if (reason != CloseReason.PEER_GONE) {
                assertThat(page.last().data())
                        .isEqualTo(
                                "{\"reason\":\"" + reason.name().toLowerCase().replace('_', '-') + "\",\"comeBack\":"
                                        + reason.comeBack() + "}");
            }
            assertThat(page.isEnded()).isTrue();
        }
    }

    @Test
    void positionsAreComparableInsideOneEpoch() {
        TestHub hub = new TestHub();
        EventId before = hub.hub.position();
        hub.publish("a", "1");
        assertThat(hub.hub.position().isAfter(before)).isTrue();
    }
}
