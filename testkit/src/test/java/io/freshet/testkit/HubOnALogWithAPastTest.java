package io.freshet.testkit;

import static io.freshet.testkit.TestHub.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.EventId;
import io.freshet.MemoryEventLog;
import org.junit.jupiter.api.Test;

/** A hub that begins on a log which others have filled: after a restart, or beside them. */
class HubOnALogWithAPastTest {
    private final MemoryEventLog log = new MemoryEventLog();
    private final TestHub former = new TestHub(it -> it.log(log));

    private TestHub later() {
        former.settle();
        return new TestHub(it -> it.log(log));
    }

    @Test
    void whoHasNoNameResumes() {
        EventId seen = former.publish("a", "1").join();
        former.publish("a", "2");
        RecordingTransport page = later().connected(request(null, "a").lastEventId(seen.toString()));
        assertThat(page.data()).containsExactly("2");
        assertThat(page.frames("gap")).isEmpty();
    }

    @Test
    void whoHasANameMayHaveSelectedOtherwiseAndIsToldOfAGap() {
        EventId seen = former.publish("a", "1").join();
        former.connected(request("tab", "a"));
        former.subscribe("tab", 1, "b");
        former.publish("b", "2");
        RecordingTransport page = later().connected(request("tab", "a").lastEventId(seen.toString()));
        assertThat(page.frames("gap")).extracting(SseBlock::reason).containsExactly("forgotten");
    }

    @Test
    void whoHasMissedNothingIsToldOfNone() {
        EventId seen = former.publish("a", "1").join();
        TestHub later = later();
        RecordingTransport page = later.connected(request("tab", "a").lastEventId(seen.toString()));
        later.publish("a", "2");
        later.settle();
        assertThat(page.data()).containsExactly("2");
        assertThat(page.frames("gap")).isEmpty();
    }
}
