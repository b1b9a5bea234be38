package io.freshet.testkit;

import static io.freshet.testkit.TestHub.key;
import static io.freshet.testkit.TestHub.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.Limit;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Point 4: a newer connection of the same subscriber replaces the older one. */
class NewerConnectionTest {
    private static final Duration ONE_SECOND = Duration.ofSeconds(1);

    @Nested
    class OverEveryInterleaving {
        @ParameterizedTest
        @EnumSource
        void ofTwoConnectsTheNewestTicketWinsAndExactlyOneLives(Logs logs) {
            Explored.exploring(200_000, schedule -> {
                TestHub hub = new TestHub(logs, it -> it.retry(Duration.ofSeconds(2)));
                RecordingTransport one = new RecordingTransport();
                RecordingTransport two = new RecordingTransport();
                hub.joins(schedule);
                schedule.actor(
                        "page",
                        () -> hub.connect(request("tab", "a"), one),
                        () -> hub.connect(request("tab", "a"), two));
                schedule.actor("order", () -> hub.publish("a", "1"));
                schedule.play();
                hub.advance(ONE_SECOND);

                assertThat(hub.hub.connections(TestHub.OWNER)).containsExactly(two.connection());
                assertThat(two.isOpen()).isTrue();
                assertReplaced(one);
                new Promise(hub, key("tab"), "a").isFulfilledBy(two);
            });
        }

        @Test
        void ofTwoThatWaitForAdmissionTheNewestTicketWins() {
            Explored.exploring(200_000, schedule -> {
                TestHub hub = new TestHub();
                RecordingTransport one = RecordingTransport.blind();
                RecordingTransport two = RecordingTransport.blind();
                RecordingTransport holder = RecordingTransport.blind();
                hub.connected(request("first", "a").limit(Limit.of(1)), holder);
                hub.joins(schedule);
                schedule.actor(
                        "page",
                        () -> hub.connect(request("tab", "a").limit(Limit.of(1)), one),
                        () -> hub.connect(request("tab", "a").limit(Limit.of(1)), two));
                schedule.actor("holder", () -> hub.hub.leave(key("first")));
                schedule.actor("time", () -> hub.clock.skip(Duration.ofMillis(20)));
                schedule.play();
                hub.advance(ONE_SECOND);

                assertThat(hub.hub.connections(TestHub.OWNER)).containsExactly(two.connection());
                assertThat(two.isOpen()).isTrue();
                assertReplaced(one);
            });
        }

        @Test
        void onTwoLanesAsOnOne() {
            Explored.exploring(200_000, schedule -> {
                TestHub two = TestHub.withTwoLanes();
                RecordingTransport first = new RecordingTransport();
                RecordingTransport second = new RecordingTransport();
                two.joins(schedule);
                schedule.tasks("other lane", two.otherLane);
                schedule.actor(
                        "page",
                        () -> two.connect(request("tab", "a"), first),
                        () -> two.connect(request("tab", "a"), second));
                schedule.actor("order", () -> two.publish("a", "1"));
                schedule.play();
                two.advance(ONE_SECOND);
                assertThat(two.hub.connections(TestHub.OWNER)).containsExactly(second.connection());
                assertReplaced(first);
                new Promise(two, key("tab"), "a").isFulfilledBy(second);
            });
        }
    }

    private static void assertReplaced(RecordingTransport response) {
        assertThat(response.connection().closeReason()).isEqualTo(CloseReason.REPLACED);
        assertThat(response.isEnded()).isTrue();
        assertThat(response.last().retry()).isEqualTo(86400000L);
        assertThat(response.last().data()).isEqualTo("{\"reason\":\"replaced\",\"comeBack\":false}");
    }

    @Test
    void theOlderOneGetsCloseAndStaysAwayForADay() {
        TestHub hub = new TestHub();
        RecordingTransport one = hub.connected(request("tab", "a"));
        RecordingTransport two = hub.connected(request("tab", "a"));
        hub.advance(ONE_SECOND);
        assertReplaced(one);
        assertThat(two.connection().closeReason()).isNull();
        assertThat(hub.hub.connectionCount()).isEqualTo(1);
    }

    @Test
    void aRefreshIsNeverRefusedForItsOwnPlace() {
        TestHub hub = new TestHub();
        for (int i = 0; i < 20; i++) {
            hub.connected(request("tab", "a").limit(Limit.of(1)), RecordingTransport.blind());
            assertThat(hub.hub.connectionCount()).isEqualTo(1);
        }
    }

    @Test
    void oneSubscriberIdOfTwoOwnersIsTwoSubscribers() {
        TestHub hub = new TestHub();
        RecordingTransport one = hub.connected(request("tab", "a"));
        io.freshet.ConnectRequest other = io.freshet.ConnectRequest.to(
                        TestHub.STREAM, io.freshet.Owner.of("someone else"))
                .subscriber("tab")
                .topics("a")
                .build();
        RecordingTransport two = new RecordingTransport();
        hub.hub.connect(other, two::carry);
        hub.settle();
        assertThat(List.of(one.isOpen(), two.isOpen())).containsOnly(true);
    }
}
