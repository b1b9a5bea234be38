package io.freshet.testkit;

import static io.freshet.testkit.TestHub.keeping;
import static io.freshet.testkit.TestHub.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.ConnectRequest;
import io.freshet.EventId;
import io.freshet.OverflowPolicy;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that know nothing of Freshet's own events: ids and reconnection times say all that can be said with them. */
class PlainClientTest {
    private static ConnectRequest.Builder plain() {
        return request(null, "a").plain(true);
    }

    @Test
    void itsStreamBeginsWithAPositionAndNoEvent() {
        TestHub hub = new TestHub();
        hub.publish("a", "before");
        RecordingTransport page = hub.connected(plain());

        assertThat(page.frames()).singleElement().satisfies(first -> {
            assertThat(first.isEvent()).isFalse();
            assertThat(first.id()).isEqualTo(hub.hub.position().toString());
            assertThat(first.retry()).isEqualTo(2000);
        });
        assertThat(page.connection().beginsAfter()).isEqualTo(hub.hub.position());
        hub.publish("a", "after");
        hub.settle();
        assertThat(page.data()).containsExactly("after");
    }

    @Test
    void itIsToldToComeBackOrToStayAwayByTheReconnectionTimeAlone() {
        TestHub hub = new TestHub();
        RecordingTransport leaving = hub.connected(plain());
        leaving.connection().end(CloseReason.CLOSED);
        RecordingTransport returning = hub.connected(plain());
        returning.connection().end(CloseReason.TIMEOUT);
        hub.settle();

        assertThat(leaving.last().isEvent()).isFalse();
        assertThat(leaving.last().retry()).isEqualTo(Duration.ofDays(1).toMillis());
        assertThat(returning.last().isEvent()).isFalse();
        assertThat(returning.last().retry()).isEqualTo(2000);
        assertThat(leaving.isEnded()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void itResumesWhereItWas(Logs logs) {
        TestHub hub = new TestHub(logs);
        String start = hub.hub.position().toString();
        hub.publishAll("a", 3);
        hub.settle();
        RecordingTransport page = hub.connected(plain().lastEventId(start));

        assertThat(page.connection().resumes()).isTrue();
        assertThat(page.connection().beginsAfter()).hasToString(start);
        assertThat(page.data()).containsExactly("0", "1", "2");
    }

    @ParameterizedTest
    @EnumSource
    void itIsKnownAtTheStartThatTheLogDoesNotReachBackSoFar(Logs logs) {
        TestHub hub = new TestHub(logs, keeping(2), it -> it.window(2, 1 << 20));
        EventId start = hub.hub.position();
        hub.publishAll("a", 5);
        hub.settle();
        RecordingTransport page = hub.connected(plain().lastEventId(start.toString()));

        assertThat(page.connection().resumes()).isFalse();
        assertThat(page.connection().beginsAfter()).isEqualTo(new EventId(start.epoch(), 3));
        assertThat(page.data()).containsExactly("3", "4");
    }

    @Test
    void anIdThatNobodyGaveDoesNotResume() {
        TestHub hub = new TestHub();
        RecordingTransport page = hub.connected(plain().lastEventId("urn:uuid:5e94c686-2c0b-4f9b-958c-92ccc3bbb4eb"));

        assertThat(page.connection().resumes()).isFalse();
        assertThat(page.events()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void theEarliestIsWhateverTheLogStillHas(Logs logs) {
        TestHub hub = new TestHub(logs, keeping(3), it -> it.window(2, 1 << 20));
        hub.publishAll("a", 5);
        hub.settle();
        RecordingTransport plain = hub.connected(plain().lastEventId(ConnectRequest.EARLIEST));
        RecordingTransport other = hub.connected(request("tab", "a").lastEventId(ConnectRequest.EARLIEST));

        assertThat(plain.data()).containsExactly("2", "3", "4");
        assertThat(plain.connection().resumes()).isFalse();
        assertThat(other.data()).containsExactly("2", "3", "4");
        assertThat(other.frames("gap")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = OverflowPolicy.class,
            names = {"DISCONNECT", "DROP"})
    void whatItCannotBeToldEndsItsConnection(OverflowPolicy policy) {
        TestHub hub = new TestHub(it -> it.outbox(4, 1 << 20));
        RecordingTransport page = hub.connected(plain().overflow(policy));
        page.block();
        hub.publishAll("a", 10);
        hub.settle();

        assertThat(page.connection().closeReason()).isEqualTo(CloseReason.OVERFLOW);
        RecordingTransport back = hub.connected(plain().lastEventId(
                        Objects.requireNonNull(page.connection().beginsAfter()).toString()));
        assertThat(back.connection().resumes()).isTrue();
        assertThat(back.data()).hasSize(10);
    }
}
