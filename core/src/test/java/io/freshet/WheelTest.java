package io.freshet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WheelTest {
    private static final long TICK = Duration.ofMillis(100).toNanos();

    private final Hand hand = new Hand();
    private final Wheel wheel = new Wheel(hand, hand);
    private final List<Waiting> called = new ArrayList<>();

    @Test
    void whoWaitsIsCalledOnceAtTheEndOfItsTick() {
        Waiting waiting = put(TICK / 2);
        hand.moveTo(TICK - 1);
        assertThat(called).isEmpty();
        hand.moveTo(TICK);
        assertThat(called).containsExactly(waiting);
        hand.moveTo(1000 * TICK);
        assertThat(called).containsExactly(waiting);
    }

    @Test
    void aMomentBetweenTwoTicksIsItsOwn() {
        put(3 * TICK);
        hand.moveTo(3 * TICK - 1);
        assertThat(called).isEmpty();
        hand.moveTo(3 * TICK);
        assertThat(called).hasSize(1);
    }

    @Test
    void allOfATickShareATimer() {
        for (int i = 0; i < 1000; i++) {
            put(TICK - i);
        }
        hand.moveTo(2 * TICK);
        assertThat(called).hasSize(1000);
        assertThat(hand.fired).isEqualTo(1);
    }

    @Test
    void noTimerIsLeftWhereNobodyWaits() {
        Waiting waiting = put(TICK);
        wheel.remove(waiting);
        wheel.remove(waiting);
        assertThat(hand.timers).isEmpty();
        hand.moveTo(10 * TICK);
        assertThat(called).isEmpty();
    }

    @Test
    void anEarlierMomentTakesThePlaceOfALaterOne() {
        Waiting waiting = put(100 * TICK);
        wheel.put(waiting, TICK);
        hand.moveTo(TICK);
        assertThat(called).containsExactly(waiting);
        hand.moveTo(200 * TICK);
        assertThat(called).hasSize(1);
    }

    @Test
    void whoIsCalledMayWaitAgain() {
        Waiting waiting = put(TICK);
        waiting.again = 3 * TICK;
        hand.moveTo(10 * TICK);
        assertThat(called).containsExactly(waiting, waiting);
        assertThat(hand.timers).isEmpty();
    }

    @Test
    void aMomentThatHasPassedComesWithTheNextTick() {
        hand.moveTo(50 * TICK);
        put(3 * TICK);
        hand.moveTo(51 * TICK);
        assertThat(called).hasSize(1);
    }

    @Test
    void aLongWaitGoesRoundWithTheWheel() {
        put(5000 * TICK);
        hand.moveTo(5000 * TICK - 1);
        assertThat(called).isEmpty();
        hand.moveTo(5000 * TICK);
        assertThat(called).hasSize(1);
    }

    @Test
    void aTimerThatComesLateMissesNobody() {
        for (int i = 1; i < 2000; i++) {
            put(i * TICK);
        }
        hand.jumpTo(1500 * TICK);
        assertThat(called).hasSize(1500);
        hand.moveTo(2000 * TICK);
        assertThat(called).hasSize(1999);
    }

    @Test
    void nobodyIsEarlyOrMoreThanATickLateWhateverComesAndGoes() {
        Random random = new Random(1);
        List<Waiting> all = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            hand.moveTo(hand.nanos + random.nextInt((int) TICK / 4));
            Waiting waiting =
                    put(hand.nanos + (random.nextBoolean() ? random.nextLong(90 * TICK) : random.nextLong(900 * TICK)));
            all.add(waiting);
            Waiting other = all.get(random.nextInt(all.size()));
            if (random.nextInt(3) == 0 && other.calledAt < 0) {
                wheel.remove(other);
                other.removed = true;
            }
        }
        hand.moveTo(hand.nanos + 1000 * TICK);
        for (Waiting waiting : all) {
            if (waiting.removed) {
                assertThat(waiting.calledAt).isNegative();
            } else {
                assertThat(waiting.calledAt - waiting.moment).isBetween(0L, TICK);
            }
        }
        assertThat(hand.timers).isEmpty();
    }

    private Waiting put(long moment) {
        Waiting waiting = new Waiting(moment);
        wheel.put(waiting, moment);
        return waiting;
    }

    private final class Waiting extends Wheel.Waiter {
        private final long moment;
        private long calledAt = -1;
        private long again;
        private boolean removed;

        private Waiting(long moment) {
            this.moment = moment;
        }

        @Override
        void called() {
            calledAt = hand.nanos;
            called.add(this);
            if (again > 0) {
                wheel.put(this, again);
                again = 0;
            }
        }
    }

    /** A clock and its timers, moved by hand. */
    private static final class Hand implements TimeSource, LaneExecutor {
        private final List<Due> timers = new ArrayList<>();
        private long nanos;
        private int fired;

        private void moveTo(long goal) {
            while (true) {
                Due next = timers.stream()
                        .filter(due -> due.moment <= goal)
                        .min(java.util.Comparator.comparingLong(Due::moment))
                        .orElse(null);
                if (next == null) {
                    nanos = goal;
                    return;
                }
                nanos = Math.max(nanos, next.moment);
                fire(next);
            }
        }

        /** Time passes while the thread is busy. */
        private void jumpTo(long goal) {
            nanos = goal;
            fire(timers.get(0));
        }

        private void fire(Due due) {
            timers.remove(due);
            fired++;
            due.task.run();
        }

        @Override
        public Timer schedule(Runnable task, Duration delay) {
            Due due = new Due(nanos + delay.toNanos(), task);
            timers.add(due);
            return () -> timers.remove(due);
        }

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public Instant now() {
            return Instant.EPOCH.plusNanos(nanos);
        }

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public void close() {}

        private record Due(long moment, Runnable task) {}
    }
}
