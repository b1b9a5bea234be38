package io.freshet.testkit;

import static io.freshet.testkit.TestHub.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.Limit;
import io.freshet.RefusalReason;
import io.freshet.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A hub that ends its streams a few at a time. */
class DrainTest {
    private final TestHub hub = TestHub.withTwoLanes();

    private List<RecordingTransport> connected(int count) {
        List<RecordingTransport> pages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pages.add(hub.connect(request("tab-" + i, "a")));
        }
        hub.settle();
        assertThat(pages).allMatch(RecordingTransport::isOpen);
        return pages;
    }

    private CompletableFuture<Void> drain(Duration within) {
        return hub.hub.drain(within).toCompletableFuture();
    }

    private static long open(List<RecordingTransport> pages) {
        return pages.stream().filter(RecordingTransport::isOpen).count();
    }

    @Test
    void endsManyEvenlyOverTheTimeThatItHas() {
        List<RecordingTransport> pages = connected(5000);
        CompletableFuture<Void> drained = drain(Duration.ofSeconds(2));
        for (int tenths = 1; tenths <= 20; tenths++) {
            hub.settle();
            assertThat(open(pages)).isEqualTo(5000 - 250L * tenths);
            assertThat(drained.isDone()).isEqualTo(tenths == 20);
            hub.advance(Duration.ofMillis(100));
        }
    }

    @Test
    void takesNoLongerForAFewThanTheyNeed() {
        List<RecordingTransport> pages = connected(200);
        CompletableFuture<Void> drained = drain(Duration.ofSeconds(60));
        hub.settle();
        assertThat(open(pages)).isEqualTo(100);
        hub.advance(Duration.ofMillis(100));
        assertThat(open(pages)).isZero();
        assertThat(drained).isCompleted();
    }

    @Test
    void isDoneAtOnceWhereNothingIsOpen() {
        CompletableFuture<Void> drained = drain(Duration.ofSeconds(10));
        hub.settle();
        assertThat(drained).isCompleted();
    }

    @Test
    void catchesUpWhereItsThreadWasHeldUp() {
        List<RecordingTransport> pages = connected(5000);
        drain(Duration.ofSeconds(2));
        hub.clock.skip(Duration.ofSeconds(1));
        hub.settle();
        assertThat(open(pages)).isEqualTo(5000 - 2750);
    }

    @Test
    void endsAllAtOnceWhereItHasNoTime() {
        List<RecordingTransport> pages = connected(500);
        CompletableFuture<Void> drained = drain(Duration.ZERO);
        hub.settle();
        assertThat(open(pages)).isZero();
        assertThat(drained).isCompleted();
    }

    @Test
    void tellsEachToComeBackAtAMomentOfItsOwn() {
        List<RecordingTransport> pages = connected(150);
        drain(Duration.ofSeconds(1));
        hub.advance(Duration.ofSeconds(1));
        assertThat(pages).allSatisfy(page -> {
            assertThat(page.last().data()).isEqualTo("{\"reason\":\"shutdown\",\"comeBack\":true}");
            assertThat(page.last().retry()).isBetween(2000L, 6000L);
        });
        assertThat(pages.stream().map(page -> page.last().retry()).distinct()).hasSizeGreaterThan(50);
    }

    @Test
    void refusesNewOnesAndThoseWhoWaitFromTheFirstMoment() {
        hub.connected(request("1", "a").limit(Limit.of(1)), RecordingTransport.blind());
        connected(1000);
        RecordingTransport waiting = hub.connect(request("2", "a").limit(Limit.of(1)));
        hub.settle();
        drain(Duration.ofSeconds(10));
        hub.settle();
        RecordingTransport late = hub.connect(request("3", "a"));
        for (RecordingTransport page : List.of(waiting, late)) {
            assertThat(page.refusal().reason()).isEqualTo(RefusalReason.SHUTDOWN);
            assertThat(page.refusal().retryAfterSeconds()).isEqualTo("2");
        }
    }

    /** While the hub decides on a connection, at each moment at which it looks at the clock, another thread drains it. */
    @Test
    void leavesNoneThatIsBeingDecidedOnToBeginAfterwards() {
        int moments = 0;
        boolean drained = true;
        while (drained) {
            drained = isDrainedAtReading(++moments);
        }
        assertThat(moments).as("moments").isGreaterThan(2);
    }

    /** @return whether the clock was looked at so often */
    private static boolean isDrainedAtReading(int reading) {
        InterruptedClock clock = new InterruptedClock();
        TestHub drainedHub = new TestHub(it -> it.time(clock));
        List<CompletableFuture<Void>> drained = new ArrayList<>();
        clock.atReading(reading, () -> {
            drained.add(drainedHub.hub.drain(Duration.ofSeconds(10)).toCompletableFuture());
            drainedHub.settle();
        });
        RecordingTransport page = drainedHub.connect(request("tab", "a"));
        clock.atReading(0, () -> {});
        if (drained.isEmpty()) {
            return false;
        }
        assertThat(drained.get(0)).as("drained at reading %s", reading).isCompleted();
        drainedHub.settle();
        assertThat(page.refusal()).as("refusal at reading %s", reading).isNotNull();
        assertThat(page.refusal().reason()).isEqualTo(RefusalReason.SHUTDOWN);
        assertThat(drainedHub.hub.connectionCount()).isZero();
        return true;
    }

    /** A clock that has something done when it is looked at: what another thread does at this moment. */
    private static final class InterruptedClock implements TimeSource {
        private final ManualClock clock = new ManualClock();
        private int readingsLeft;
        private Runnable interruption = () -> {};

        /** Once, when the clock is looked at for this time from now on. */
        void atReading(int reading, Runnable doing) {
            readingsLeft = reading;
            interruption = doing;
        }

        @Override
        public Instant now() {
            return clock.now();
        }

        @Override
        public long nanos() {
            if (--readingsLeft == 0) {
                interruption.run();
            }
            return clock.nanos();
        }
    }

    @Test
    void deliversWhatIsPublishedMeanwhileToThoseThatAreStillOpen() {
        List<RecordingTransport> pages = connected(1000);
        drain(Duration.ofSeconds(10));
        hub.settle();
        hub.publish("a", "1");
        hub.settle();
        assertThat(open(pages)).isEqualTo(900);
        assertThat(pages).filteredOn(RecordingTransport::isOpen).allSatisfy(page -> assertThat(page.data())
                .containsExactly("1"));
    }

    @Test
    void doesNotWaitForAPeerThatTakesNothing() {
        RecordingTransport stuck = connected(1).get(0);
        stuck.block();
        CompletableFuture<Void> drained = drain(Duration.ofSeconds(1));
        hub.settle();
        assertThat(drained).isNotDone();
        hub.advance(Duration.ofSeconds(1));
        assertThat(stuck.isEnded()).isTrue();
        assertThat(drained).isCompleted();
    }

    @Test
    void negativeTimeIsRefused() {
        assertThatThrownBy(() -> drain(Duration.ofSeconds(-1))).hasMessageContaining("PT-1S");
    }
}
