package io.freshet.testkit;

import static io.freshet.testkit.TestHub.key;
import static io.freshet.testkit.TestHub.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.Event;
import io.freshet.HubListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Point 3: a connection ends once, with one reason, and takes away nothing that is not its own. */
class ConnectionEndsOnceTest {
    @Nested
    class OverEveryInterleaving {
        @Test
        void whoeverComesSecondDoesNothing() {
            Explored.exploring(100_000, schedule -> {
                TestHub hub = new TestHub();
                List<String> told = new ArrayList<>();
                hub.hub.addListener(telling(told));
                RecordingTransport page = new RecordingTransport();
                List<CloseReason> winners = new ArrayList<>();
                hub.joins(schedule);
                schedule.actor("connect", () -> hub.connect(request("tab", "a"), page));
                schedule.actor("container", () -> {
                    hub.settle();
                    end(page, CloseReason.PEER_GONE, winners);
                });
                schedule.actor("application", () -> {
                    if (hub.hub.close(TestHub.OWNER, CloseReason.CLOSED) == 1) {
                        winners.add(CloseReason.CLOSED);
                    }
                });
                schedule.play();

                if (!winners.isEmpty()) {
                    assertThat(winners).hasSize(1);
                    assertThat(page.connection().closeReason()).isEqualTo(winners.get(0));
                    assertThat(page.isEnded()).isTrue();
                    assertThat(hub.hub.connectionCount()).isZero();
                    assertThat(told).isIn(List.of(), List.of("connected", "ended " + winners.get(0)));
                }
                assertThat(page.frames("close")).hasSizeLessThanOrEqualTo(1);
            });
        }

        @ParameterizedTest
        @EnumSource
        void aLateGoodbyeDoesNotEndTheNewConnection(Logs logs) {
            Explored.exploring(100_000, schedule -> {
                TestHub hub = new TestHub(logs);
                RecordingTransport one = hub.connected(request("tab", "a"));
                RecordingTransport two = new RecordingTransport();
                String first = one.connection().id();
                hub.joins(schedule);
                schedule.actor("new page", () -> hub.connect(request("tab", "a"), two));
                schedule.actor(
                        "old page", () -> hub.hub.goodbye(key("tab"), first), () -> hub.hub.goodbye(key("tab"), first));
                schedule.actor("container", one::peerGoes);
                schedule.play();

                assertThat(hub.hub.connections(TestHub.OWNER)).containsExactly(two.connection());
                hub.publish("a", "1");
                hub.settle();
                assertThat(two.data()).containsExactly("1");
                assertThat(two.connection().closeReason()).isNull();
            });
        }
    }

    private static void end(RecordingTransport page, CloseReason reason, List<CloseReason> winners) {
        try {
            if (page.connection().end(reason)) {
                winners.add(reason);
            }
        } catch (IllegalStateException notConnectedYet) {
            assertThat(page.frames()).isEmpty();
        }
    }

    private static HubListener telling(List<String> told) {
        return new HubListener() {
            @Override
            public void connected(Connection connection) {
                told.add("connected");
            }

            @Override
            public void ended(Connection connection, CloseReason reason) {
                told.add("ended " + reason);
            }
        };
    }

    @Test
    void theFirstReasonStays() {
        TestHub hub = new TestHub();
        RecordingTransport page = hub.connected(request("tab", "a"));
        assertThat(page.connection().end(CloseReason.CLOSED)).isTrue();
        assertThat(page.connection().end(CloseReason.PEER_GONE)).isFalse();
        hub.settle();
        assertThat(page.connection().closeReason()).isEqualTo(CloseReason.CLOSED);
        assertThat(page.frames("close")).hasSize(1);
        assertThat(page.isEnded()).isTrue();
    }

    @Test
    void goodbyeEndsTheConnectionThatItNamesAndKeepsTheSubscriber() {
        TestHub hub = new TestHub();
        RecordingTransport page = hub.connected(request("tab", "a"));
        assertThat(hub.hub.goodbye(key("tab"), "guessed")).isFalse();
        assertThat(hub.hub.goodbye(key("other"), page.connection().id())).isFalse();
        assertThat(hub.hub.goodbye(key("tab"), page.connection().id())).isTrue();
        assertThat(hub.hub.goodbye(key("tab"), page.connection().id())).isFalse();
        hub.settle();
        assertThat(page.connection().closeReason()).isEqualTo(CloseReason.GOODBYE);
        assertThat(hub.hub.subscriberCount()).isEqualTo(1);
    }

    @Test
    void nothingIsSentAfterClose() {
        TestHub hub = new TestHub();
        RecordingTransport page = hub.connected(request("tab", "a"));
        hub.publish("a", "1");
        page.connection().end(CloseReason.CLOSED);
        hub.publish("a", "2");
        page.connection().comment("late");
        hub.settle();
        assertThat(page.last().is("close")).isTrue();
    }

    @Test
    void aPeerThatDoesNotTakeTheLastBlockIsNotWaitedFor() {
        TestHub hub = new TestHub();
        RecordingTransport page = hub.connected(request("tab", "a"));
        page.block();
        page.connection().end(CloseReason.CLOSED);
        hub.advance(Duration.ofMillis(999));
        assertThat(page.isEnded()).isFalse();
        hub.advance(Duration.ofMillis(1));
        assertThat(page.isEnded()).isTrue();
        assertThat(page.frames("close")).isEmpty();
    }

    @Test
    void aPeerThatTakesTheLastBlockLateGetsIt() {
        TestHub hub = new TestHub();
        RecordingTransport page = hub.connected(request("tab", "a"));
        page.block();
        page.connection().end(CloseReason.CLOSED);
        hub.settle();
        page.unblock();
        hub.settle();
        assertThat(page.last().is("close")).isTrue();
        assertThat(page.isEnded()).isTrue();
        assertThat(hub.clock.timers()).as("the housekeeping only").isEqualTo(1);
    }

    @Test
    void aTransportMayTellOfItsEndWhileItIsMade() {
        TestHub hub = new TestHub();
        RecordingTransport page = new RecordingTransport();
        hub.hub.connect(request("tab", "a").build(), connection -> {
            page.carry(connection);
            connection.writable();
            page.peerGoes();
            hub.settle();
            return page;
        });
        hub.settle();
        assertThat(page.isEnded()).isTrue();
        assertThat(page.frames()).isEmpty();
        assertThat(hub.hub.connectionCount()).isZero();
        assertThat(page.connection().closeReason()).isEqualTo(CloseReason.PEER_GONE);
    }

    @Test
    void aPageOfTheLogThatArrivesAfterTheEndAddsNothing() {
        TestHub hub = new TestHub(Logs.LATE, TestHub.keeping(4), it -> it.window(4, 1 << 20));
        hub.hub.snapshot("s", topic -> Event.of("state", "s"));
        hub.publish("a", "0");
        hub.settle();
        String seen = hub.hub.position().toString();
        hub.publishAll("a", 12);
        hub.settle();
        RecordingTransport page = hub.connect(request("tab", "a", "s").lastEventId(seen));
        hub.lane.runAll();
        assertThat(page.frames()).as("connect, and the log is asked").hasSize(1);
        page.block();
        page.connection().end(CloseReason.CLOSED);
        hub.lane.runAll();
        hub.settle();
        page.unblock();
        hub.settle();
        assertThat(page.frames()).extracting(SseBlock::event).containsExactly("connect", "close");
        assertThat(page.isEnded()).isTrue();
    }

    @Test
    void aTransportThatBreaksItsWordIsEndedAndHurtsNobodyElse() {
        TestHub hub = new TestHub();
        RecordingTransport broken = hub.connected(request("broken", "a"));
        RecordingTransport page = hub.connected(request("tab", "a"));
        broken.breakDown();
        hub.publish("a", "1");
        hub.settle();
        assertThat(page.data()).containsExactly("1");
        assertThat(broken.connection().closeReason()).isEqualTo(CloseReason.FAILED);
        hub.publish("a", "2");
        hub.advance(Duration.ofSeconds(2));
        assertThat(page.data()).containsExactly("1", "2");
        assertThat(hub.hub.connectionCount()).isEqualTo(1);
    }
}
