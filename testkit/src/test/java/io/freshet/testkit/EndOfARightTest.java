package io.freshet.testkit;

import static io.freshet.testkit.TestHub.OWNER;
import static io.freshet.testkit.TestHub.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.ConnectRequest;
import io.freshet.LaneExecutor;
import io.freshet.Limit;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Point 13: all connections end whose right ends, that of a whole owner or of one session. */
class EndOfARightTest {
    private static final String SESSION = "login-1";

    /** Whose right ends. */
    private enum Whose {
        THE_OWNERS(hub -> hub.hub.close(OWNER, CloseReason.RIGHT_ENDED)),
        THE_SESSIONS(hub -> hub.hub.closeSession(SESSION, CloseReason.RIGHT_ENDED));

        private final ToIntFunction<TestHub> end;

        Whose(ToIntFunction<TestHub> end) {
            this.end = end;
        }

        int endsIn(TestHub hub) {
            return end.applyAsInt(hub);
        }
    }

    private static ConnectRequest.Builder limited(String subscriber) {
        return request(subscriber, "a").session(SESSION).limit(Limit.of(1));
    }

    @ParameterizedTest
    @CsvSource({"THE_OWNERS, BLIND", "THE_OWNERS, SIGHTED", "THE_SESSIONS, BLIND", "THE_SESSIONS, SIGHTED"})
    void noConnectionThatWasAskedForBeforeOutlivesTheRight(Whose right, Sight sight) {
        Explored.exploring(100_000, schedule -> {
            TestHub hub = new TestHub();
            RecordingTransport page = hub.connected(limited("tab"), sight.transport());
            RecordingTransport refreshed = sight.transport();
            RecordingTransport newcomer = sight.transport();
            hub.joins(schedule);
            schedule.actor("page", page::peerGoes);
            schedule.actor(
                    "requests",
                    () -> hub.connect(limited("new"), newcomer),
                    () -> hub.connect(limited("tab"), refreshed),
                    () -> right.endsIn(hub));
            schedule.play();

            hub.advance(Duration.ofSeconds(2));
            assertThat(hub.hub.connectionCount()).isZero();
            assertThat(newcomer.isOpen()).isFalse();
            assertThat(refreshed.isOpen()).isFalse();
        });
    }

    /** Between the two steps of one call, where a schedule of whole calls does not reach. */
    @ParameterizedTest
    @EnumSource(Whose.class)
    void aNewcomerWhoFoundNoPlaceButDoesNotWaitYetIsNotAdmitted(Whose right) {
        AtomicReference<Runnable> beforeItWaits = new AtomicReference<>(() -> {});
        TestHub[] hubs = new TestHub[1];
        TestHub hub = new TestHub(builder -> builder.timer(new LaneExecutor() {
            @Override
            public void execute(Runnable task) {
                beforeItWaits.getAndSet(() -> {}).run();
                hubs[0].timer.execute(task);
            }

            @Override
            public Timer schedule(Runnable task, Duration delay) {
                return hubs[0] == null ? () -> {} : hubs[0].timer.schedule(task, delay);
            }

            @Override
            public void close() {}
        }));
        hubs[0] = hub;
        RecordingTransport page = hub.connected(limited("tab"));
        RecordingTransport newcomer = new RecordingTransport();
        beforeItWaits.set(() -> assertThat(right.endsIn(hub)).isEqualTo(2));
        hub.connect(limited("new"), newcomer);
        hub.advance(Duration.ofSeconds(2));
        assertThat(page.connection().closeReason()).isEqualTo(CloseReason.RIGHT_ENDED);
        assertThat(newcomer.connection().closeReason()).isEqualTo(CloseReason.RIGHT_ENDED);
        assertThat(newcomer.isEnded()).isTrue();
        assertThat(hub.hub.connectionCount()).isZero();
    }

    @Test
    void theOwnersOtherSessionsStay() {
        TestHub hub = new TestHub();
        RecordingTransport here = hub.connected(request("here", "a").session(SESSION));
        RecordingTransport there = hub.connected(request("there", "a").session("login-2"));
        RecordingTransport without = hub.connected(request("without", "a"));
        assertThat(hub.hub.closeSession(SESSION, CloseReason.RIGHT_ENDED)).isOne();
        hub.settle();
        assertThat(here.last().data()).isEqualTo("{\"reason\":\"right-ended\",\"comeBack\":false}");
        assertThat(here.isEnded()).isTrue();
        assertThat(there.isOpen()).isTrue();
        assertThat(without.isOpen()).isTrue();
        assertThat(hub.hub.closeSession(SESSION, CloseReason.RIGHT_ENDED)).isZero();
    }

    @Test
    void aConnectionThatWasReplacedUnderAnotherSessionBelongsToTheNewOne() {
        TestHub hub = new TestHub();
        hub.connected(request("tab", "a").session(SESSION));
        RecordingTransport newer = hub.connected(request("tab", "a").session("login-2"));
        hub.advance(Duration.ofSeconds(1));
        assertThat(hub.hub.closeSession(SESSION, CloseReason.RIGHT_ENDED)).isZero();
        assertThat(hub.hub.closeSession("login-2", CloseReason.RIGHT_ENDED)).isOne();
        hub.settle();
        assertThat(newer.isEnded()).isTrue();
    }
}
