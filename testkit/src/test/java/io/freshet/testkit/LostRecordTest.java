package io.freshet.testkit;

import static io.freshet.testkit.TestHub.keeping;
import static io.freshet.testkit.TestHub.key;
import static io.freshet.testkit.TestHub.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.Event;
import io.freshet.EventId;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Point 8 where the log goes on and has lost a record on the way: live streams and replays are told, whoever comes by it. */
class LostRecordTest {
    private static final String TRIMMED = "trimmed";

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
    void aLiveStreamIsToldInItsPlace(Logs logs) {
        Explored.exploring(300_000, schedule -> {
            TestHub hub = new TestHub(logs);
            RecordingTransport page = hub.connected(request("tab", "a"));
            hub.joins(schedule);
            schedule.actor("publisher", () -> hub.publish("a", "1"), () -> lose(hub), () -> hub.publish("a", "3"));
            schedule.play();
            new Promise(hub, key("tab"), "a").isFulfilledBy(page);
            assertThat(page.data()).containsExactly("1", "3");
            assertThat(page.frames("gap")).extracting(SseBlock::reason).containsExactly(TRIMMED);
        });
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
    void aReplayThatRacesWithTheLossIsToldAndLosesNothingElse(Logs logs) {
        Explored.exploring(400_000, schedule -> {
            TestHub hub = new TestHub(logs, keeping(10), it -> it.window(2, 1 << 20));
            EventId seen = hub.hub.position();
            hub.publishAll("a", 3);
            hub.settle();
            RecordingTransport page = new RecordingTransport();
            hub.joins(schedule);
            schedule.actor("page", () -> hub.connect(request("tab", "a").lastEventId(seen.toString()), page));
            schedule.actor("publisher", () -> lose(hub), () -> hub.publish("a", "4"));
            schedule.play();
            new Promise(hub, key("tab"), "a").isFulfilledBy(page);
            assertThat(page.data()).containsExactly("0", "1", "2", "4");
            assertThat(page.frames("gap")).extracting(SseBlock::reason).containsExactly(TRIMMED);
        });
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
    void whoseStateIsSentGetsItAnew(Logs logs) {
        Explored.exploring(400_000, schedule -> {
            TestHub hub = new TestHub(logs);
            hub.hub.snapshot("a", topic -> Event.of("state", "s"));
            RecordingTransport page = new RecordingTransport();
            hub.joins(schedule);
            schedule.actor("page", () -> hub.connect(request("tab", "a"), page));
            schedule.actor("publisher", () -> lose(hub), () -> hub.publish("a", "2"));
            schedule.play();
            new Promise(hub, key("tab"), "a").isFulfilledBy(page);
        });
    }

    private static void lose(TestHub hub) {
        Objects.requireNonNull(hub.late).loseNext();
        hub.publish("a", "lost");
    }
}
