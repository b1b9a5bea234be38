package io.freshet.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.ConnectRequest;
import io.freshet.Event;
import io.freshet.Hub;
import io.freshet.Limit;
import io.freshet.Owner;
import io.freshet.Stream;
import io.freshet.testkit.Interleavings;
import io.freshet.testkit.ManualClock;
import io.freshet.testkit.ManualExecutor;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** Whatever comes first, the connection ends, the response is complete once, and nobody touches it afterwards. */
class PortableTransportOrderTest {
    private static final Owner OWNER = Owner.of("owner");

    /** A hub of which each thread does its next task when told. */
    private static final class Scene {
        final ManualClock clock = new ManualClock();
        final ManualExecutor lane = new ManualExecutor(clock);
        final ManualExecutor timer = new ManualExecutor(clock);
        final ManualExecutor writer = new ManualExecutor(clock);
        final Hub hub = Hub.builder()
                .time(clock)
                .lanes(List.of(lane))
                .timer(timer)
                .worker(Runnable::run)
                .heartbeat(Duration.ofSeconds(15))
                .grace(Duration.ofSeconds(1))
                .build();
        final ServletTransports transports =
                new ServletTransports(hub, Acceleration.OFF, new Writers(writer, Duration.ZERO));

        ImaginaryContainer connect(String subscriber) {
            return connect(subscriber, "HTTP/1.1");
        }

        ImaginaryContainer connect(String subscriber, String protocol) {
            ImaginaryContainer container = ask(subscriber, protocol);
            container.returned();
            return container;
        }

        /** The request's own thread is still in the filters afterwards. */
        ImaginaryContainer ask(String subscriber) {
            return ask(subscriber, "HTTP/1.1");
        }

        private ImaginaryContainer ask(String subscriber, String protocol) {
            ImaginaryContainer container = new ImaginaryContainer();
            container.protocol = protocol;
            ConnectRequest request = ConnectRequest.to(new Stream("/events", "/events"), OWNER)
                    .subscriber(subscriber)
                    .topics("news")
                    .limit(Limit.of(1))
                    .build();
            transports.connect(request, container.request, container.response);
            return container;
        }

        /** Lets time pass, until every heartbeat has been written. */
        void settle(List<ImaginaryContainer> containers) {
            for (int i = 0; i < 40; i++) {
                calm(containers);
                clock.advance(Duration.ofSeconds(1));
            }
        }

        /** Does all that there is to do. */
        void calm(List<ImaginaryContainer> containers) {
            boolean busy = true;
            while (busy) {
                busy = lane.runNext() | timer.runNext() | writer.runNext();
                for (ImaginaryContainer container : containers) {
                    if (container.choices() > 0) {
                        container.take(0);
                        busy = true;
                    }
                }
            }
        }

        void assertNothingIsLeft(ImaginaryContainer... containers) {
            settle(List.of(containers));
            assertThat(containers).allMatch(ImaginaryContainer::isOver);
            assertThat(hub.connectionCount()).isZero();
            assertThat(hub.subscriberCount()).isZero();
        }
    }

    /** The container's thread may have more to do under its lock, and for others. */
    @Test
    void nobodyWaitsForTheLockOfAContainerOnceTheResponseIsOver() throws Exception {
        Scene scene = new Scene();
        ImaginaryContainer container = new ImaginaryContainer();
        ReentrantLock lock = new ReentrantLock();
        AtomicReference<PortableTransport> transport = new AtomicReference<>();
        scene.hub.connect(
                ConnectRequest.to(new Stream("/events", "/events"), OWNER).build(), connection -> {
                    transport.set(
                            PortableTransport.start(connection, container.request, container.response, new Container() {
                                @Override
                                public boolean seesPeerGo() {
                                    return false;
                                }

                                @Override
                                public Lock lock() {
                                    return lock;
                                }
                            }));
                    return transport.get();
                });
        container.returned();
        container.take(0);
        ExecutorService lane = Executors.newSingleThreadExecutor();
        lock.lock();
        try {
            Future<Boolean> writable = lane.submit(transport.get()::isWritable);
            while (!lock.hasQueuedThreads()) {
                Thread.onSpinWait();
            }
            transport.get().onError(new IOException("Broken pipe"));
            assertThat(writable.get(10, TimeUnit.SECONDS)).as("over").isTrue();
        } finally {
            lock.unlock();
            lane.shutdown();
        }
    }

    @Test
    void aPeerThatGoesUnnoticedWhileEventsFlow() {
        Interleavings.atMost(200_000).explore(schedule -> {
            Scene scene = new Scene();
            ImaginaryContainer container = scene.connect("tab");
            schedule.actor("peer", () -> container.peerGoes(false));
            schedule.actor("publisher", () -> scene.hub.publish("news", Event.of("news", "1")));
            schedule.tasks("lane", scene.lane);
            schedule.tasks("container", container);
            schedule.play();
            scene.assertNothingIsLeft(container);
        });
    }

    /** Over HTTP/2 it is not the lane that writes. */
    @Test
    void aPeerThatGoesWhileAWriterWrites() {
        for (boolean notices : new boolean[] {true, false}) {
            Interleavings.atMost(200_000).explore(schedule -> {
                Scene scene = new Scene();
                ImaginaryContainer container = scene.connect("tab", "HTTP/2.0");
                scene.calm(List.of(container));
                schedule.actor("peer", () -> container.peerGoes(notices));
                schedule.actor("publisher", () -> scene.hub.publish("news", Event.of("news", "1")));
                schedule.tasks("lane", scene.lane);
                schedule.tasks("container", container);
                schedule.tasks("writer", scene.writer);
                schedule.play();
                scene.assertNothingIsLeft(container);
            });
        }
    }

    @Test
    void aStreamThatIsClosedWhileAWriterWrites() {
        Interleavings.atMost(200_000).explore(schedule -> {
            Scene scene = new Scene();
            ImaginaryContainer container = scene.connect("tab", "HTTP/2.0");
            scene.calm(List.of(container));
            int before = container.written;
            schedule.actor("application", () -> scene.hub.close(OWNER, CloseReason.CLOSED));
            schedule.tasks("lane", scene.lane);
            schedule.tasks("container", container);
            schedule.tasks("writer", scene.writer);
            schedule.play();
            scene.assertNothingIsLeft(container);
            assertThat(container.written)
                    .as("what is written, the last block with it")
                    .isGreaterThan(before);
        });
    }

    @Test
    void aPeerThatGoesWhileTheApplicationClosesItsStream() {
        Interleavings.atMost(200_000).explore(schedule -> {
            Scene scene = new Scene();
            ImaginaryContainer container = scene.ask("tab");
            schedule.actor("request's own thread", container::returned);
            schedule.actor("peer", () -> container.peerGoes(true));
            schedule.actor("application", () -> scene.hub.close(OWNER, CloseReason.CLOSED));
            schedule.tasks("lane", scene.lane);
            schedule.tasks("container", container);
            schedule.play();
            scene.assertNothingIsLeft(container);
        });
    }

    @Test
    void aTimeoutThatSomebodyElseHasSet() {
        Interleavings.atMost(200_000).explore(schedule -> {
            Scene scene = new Scene();
            ImaginaryContainer container = scene.connect("tab");
            schedule.actor("container's clock", container::timesOut);
            schedule.actor("peer", () -> container.peerGoes(false));
            schedule.tasks("lane", scene.lane);
            schedule.tasks("container", container);
            schedule.play();
            scene.assertNothingIsLeft(container);
        });
    }

    @Test
    void aPeerThatGoesWhileItWaitsForAPlace() {
        for (boolean notices : new boolean[] {true, false}) {
            Interleavings.atMost(200_000).explore(schedule -> {
                Scene scene = new Scene();
                ImaginaryContainer holder = scene.connect("holder");
                scene.lane.runAll();
                ImaginaryContainer waiting = scene.connect("waiting");
                schedule.actor("peer", () -> waiting.peerGoes(notices));
                schedule.tasks("timer", scene.timer);
                schedule.tasks("container", waiting);
                schedule.play();
                scene.settle(List.of(holder, waiting));
                assertThat(waiting.isOver()).isTrue();
                assertThat(scene.hub.connectionCount()).isOne();
                scene.hub.close(OWNER, CloseReason.CLOSED);
                scene.assertNothingIsLeft(holder, waiting);
            });
        }
    }

    @Test
    void whoIsRefusedAfterWaitingIsAnsweredByWhomeverRefuses() {
        Scene scene = new Scene();
        ImaginaryContainer streaming = scene.connect("tab");
        scene.lane.runAll();
        ImaginaryContainer refused = scene.connect("refused");
        scene.settle(List.of(streaming, refused));

        assertThat(streaming.written).isPositive();
        assertThat(refused.status).isEqualTo(429);
        scene.hub.close(OWNER, CloseReason.CLOSED);
        scene.assertNothingIsLeft(streaming, refused);
    }

    @Test
    void aContainerMayBeDoneWithARequestByItself() {
        Scene scene = new Scene();
        ImaginaryContainer streaming = scene.connect("tab");
        scene.lane.runAll();
        ImaginaryContainer refused = scene.connect("refused");
        refused.doneByItself = true;

        scene.settle(List.of(streaming, refused));

        assertThat(scene.hub.connectionCount()).isOne();
    }

    @Test
    void theLastBlockIsNotCutOff() {
        Scene scene = new Scene();
        ImaginaryContainer container = endedWhileFull(scene, Duration.ofMillis(500));

        assertThat(container.isComplete()).isFalse();
        scene.assertNothingIsLeft(container);
    }

    @Test
    void aReaderThatTakesNothingIsGivenUpWithTheContainer() {
        Scene scene = new Scene();
        ImaginaryContainer container = endedWhileFull(scene, Duration.ofMillis(500));

        container.peerGoes(true);

        scene.assertNothingIsLeft(container);
    }

    @Test
    void aReaderThatTakesNothingIsGivenUpAfterASecond() {
        Scene scene = new Scene();
        ImaginaryContainer container = endedWhileFull(scene, Duration.ofSeconds(2));

        assertThat(container.isComplete()).isTrue();
        scene.assertNothingIsLeft(container);
    }

    /** A connection that ended some time ago while the container still had something to write. */
    private static ImaginaryContainer endedWhileFull(Scene scene, Duration ago) {
        ImaginaryContainer container = scene.connect("tab");
        scene.lane.runAll();
        scene.settle(List.of(container));
        scene.hub.publish("news", Event.of("news", "1"));
        scene.lane.runAll();
        scene.hub.close(OWNER, CloseReason.REPLACED);
        scene.lane.runAll();
        scene.clock.advance(ago);
        scene.lane.runAll();
        return container;
    }
}
