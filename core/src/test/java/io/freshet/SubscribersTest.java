package io.freshet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SubscribersTest {
    private static final Owner OWNER = Owner.of("o");
    private static final Stream STREAM = Stream.of("/s");

    private long nanos;
    private long tickets;

    private final TimeSource time = new TimeSource() {
        @Override
        public Instant now() {
            return Instant.EPOCH.plusNanos(nanos);
        }

        @Override
        public long nanos() {
            return nanos;
        }
    };
    private final Subscribers subscribers = new Subscribers(
            new Settings(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    Duration.ofMillis(500),
                    Duration.ofMillis(300),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(2),
                    null,
                    OverflowPolicy.DISCONNECT,
                    16,
                    1 << 20,
                    16,
                    1 << 20,
                    100,
                    100,
                    100,
                    16,
                    1 << 20,
                    16),
            time,
            () -> new EventId("e", 7),
            false);

    private Connection connection(String subscriber) {
        return connection(subscriber, true);
    }

    private Connection blind(String subscriber) {
        return connection(subscriber, false);
    }

    private Connection connection(String subscriber, boolean seesPeerGo) {
        ConnectRequest request = ConnectRequest.to(STREAM, OWNER)
                .subscriber(subscriber)
                .topics("a")
                .limit(Limit.of(1))
                .build();
        return new Connection(
                ++tickets,
                request,
                key(subscriber),
                (ended, reason, admitted) -> {},
                it -> null,
                it -> new Idle(seesPeerGo));
    }

    /** A transport that carries nothing. */
    private record Idle(boolean seesPeerGo) implements Transport {
        @Override
        public void refuse(Refusal refusal) {}

        @Override
        public void open() {}

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void send(List<byte[]> blocks) {}

        @Override
        public void end() {}

        @Override
        public void abort() {}
    }

    private static SubscriberKey key(String subscriber) {
        return new SubscriberKey(OWNER, STREAM.path(), subscriber);
    }

    private static SubscriptionChange change(String subscriber, long revision, String topic) {
        return new SubscriptionChange(key(subscriber), revision, Set.of(Selector.of(topic)), "change");
    }

    @Test
    void aPlaceIsTakenInTheStepThatCountsIt() {
        Connection one = connection("1");
        assertThat(subscribers.occupy(one)).isInstanceOf(Occupancy.Occupied.class);
        assertThat(subscribers.occupy(connection("2"))).isInstanceOfSatisfying(Occupancy.Full.class, full -> {
            assertThat(full.holders()).containsExactly(one);
            assertThat(full.nanosUntilFree()).isZero();
        });
        assertThat(subscribers.connectionCount()).isEqualTo(1);
    }

    @Test
    void aNewerConnectionTakesThePlaceOverAndAnOlderOneDoesNot() {
        Connection older = connection("1");
        Connection newer = connection("1");
        subscribers.occupy(newer);
        nanos += Duration.ofSeconds(5).toNanos();
        assertThat(subscribers.occupy(older)).isInstanceOf(Occupancy.Superseded.class);
        assertThat(subscribers.connectionsOf(key("1"))).containsExactly(newer);
        Connection newest = connection("1");
        assertThat(subscribers.occupy(newest))
                .isInstanceOfSatisfying(Occupancy.Occupied.class, occupied -> assertThat(occupied.replaced())
                        .isSameAs(newer));
    }

    @Test
    void whatIsVacatedIsThisConnectionsPlaceAndNoOther() {
        Connection older = connection("1");
        Connection newer = connection("1");
        subscribers.occupy(older);
        nanos += Duration.ofSeconds(5).toNanos();
        subscribers.occupy(newer);
        subscribers.vacate(older, CloseReason.PEER_GONE);
        subscribers.vacate(older, CloseReason.LEFT);
        assertThat(subscribers.connectionsOf(key("1"))).containsExactly(newer);
        subscribers.vacate(newer, CloseReason.PEER_GONE);
        subscribers.vacate(newer, CloseReason.PEER_GONE);
        assertThat(subscribers.connectionCount()).isZero();
    }

    @Test
    void whoLeavesTakesAllItsConnectionsAlongInOneStep() {
        Connection rival = blind("1");
        Connection holder = blind("1");
        subscribers.occupy(holder);
        subscribers.occupy(rival);
        assertThat(subscribers.leave(key("1"))).containsExactly(rival, holder);
        assertThat(subscribers.connectionCount()).isZero();
        assertThat(subscribers.subscriberCount()).isZero();
        subscribers.occupy(connection("1"));
        subscribers.vacate(holder, CloseReason.LEFT);
        subscribers.vacate(rival, CloseReason.LEFT);
        assertThat(subscribers.connectionCount()).isOne();
    }

    /** Or else nothing could end it any more. */
    @Test
    void aConnectionThatIsOpenIsKnownWhyeverTheOneBesideItEnded() {
        for (CloseReason reason : CloseReason.values()) {
            Connection rival = blind(reason.toString());
            Connection holder = blind(reason.toString());
            Owner owner = holder.subscriber().owner();
            subscribers.occupy(rival);
            subscribers.occupy(holder);
            subscribers.vacate(holder, reason);
            assertThat(subscribers.connectionsOf(owner)).as("after %s", reason).containsExactly(rival);
            subscribers.leave(key(reason.toString()));
        }
    }

    @Test
    void aPlaceIsHeldForHalfASecond() {
        Connection one = connection("1");
        subscribers.occupy(one);
        subscribers.vacate(one, CloseReason.GOODBYE);
        nanos += Duration.ofMillis(499).toNanos();
        assertThat(subscribers.occupy(connection("2")))
                .isInstanceOfSatisfying(Occupancy.Full.class, full -> assertThat(full.nanosUntilFree())
                        .isEqualTo(1_000_000));
        assertThat(subscribers.occupy(connection("1"))).isInstanceOf(Occupancy.Occupied.class);
    }

    @Test
    void changesApplyInTheOrderOfTheirRevisions() {
        subscribers.apply(change("1", 2, "b"), new EventId("e", 8));
        assertThat(subscribers.apply(change("1", 1, "a"), new EventId("e", 9)))
                .isInstanceOf(ChangeResult.Outdated.class);
        assertThat(subscribers.apply(change("1", 2, "b"), new EventId("e", 10)))
                .isInstanceOf(ChangeResult.Accepted.class);
        assertThat(subscribers.apply(change("1", 2, "c"), new EventId("e", 11)))
                .isInstanceOf(ChangeResult.Outdated.class);
        assertThat(subscribers.subscription(key("1")).selectors()).containsExactly(Selector.of("b"));
    }

    @Test
    void oneWhoseSubscriptionWasForgottenIsKnownSinceItCameBack() {
        subscribers.apply(change("1", 1, "b"), new EventId("e", 5));
        nanos += Duration.ofSeconds(30).toNanos();
        subscribers.forgetExpired();
        Occupancy.Occupied back = (Occupancy.Occupied) subscribers.occupy(connection("1"));
        assertThat(back.subscriber().knownSince()).isEqualTo(new EventId("e", 7));
        assertThat(((Occupancy.Full) subscribers.occupy(connection("2"))).holders())
                .hasSize(1);
    }
}
