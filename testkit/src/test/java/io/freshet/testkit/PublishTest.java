package io.freshet.testkit;

import static io.freshet.testkit.TestHub.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.Event;
import io.freshet.EventId;
import io.freshet.Hub;
import io.freshet.Publication;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Points 9 and 10: what an acknowledged publish means, and when a publish inside a transaction goes out. */
class PublishTest {
    @Nested
    class AnAcknowledgedPublishIsInTheLog {
        @Test
        void withThePositionThatReadersSee() {
            TestHub hub = new TestHub();
            RecordingTransport page = hub.connected(request("tab", "a"));
            EventId id = hub.publish("a", "1").join();
            hub.settle();
            assertThat(page.last().id()).isEqualTo(id.toString());
            assertThat(hub.records.get(0).id()).isEqualTo(id);
        }

        @Test
        void andNotBeforeTheLogSaysSo() {
            TestHub hub = new TestHub(Logs.LATE);
            CompletableFuture<EventId> publish = hub.publish("a", "1");
            hub.late.showNext();
            assertThat(publish).isNotDone();
            hub.late.answerNext();
            assertThat(publish).isCompleted();
        }

        @Test
        void ifTheLogCannotTakeItThePublisherGetsAnError() {
            TestHub hub = new TestHub(Logs.LATE);
            hub.late.failNext(LateEventLog.Failure.BEFORE);
            CompletableFuture<EventId> publish = hub.publish("a", "1");
            hub.settle();
            assertThat(publish).isCompletedExceptionally();
            assertThat(hub.records).isEmpty();
        }

        @Test
        void anErrorLeavesOpenWhetherTheEventAppears() {
            TestHub hub = new TestHub(Logs.LATE);
            RecordingTransport page = hub.connected(request("tab", "a"));
            hub.late.failNext(LateEventLog.Failure.AFTER);
            CompletableFuture<EventId> publish = hub.publish("a", "1");
            hub.settle();
            assertThat(publish).isCompletedExceptionally();
            assertThat(page.data()).containsExactly("1");
        }

        @Test
        void answersOutOfStepAreNoHarm() {
            Explored.exploring(100_000, schedule -> {
                TestHub hub = new TestHub(Logs.ANSWERING_FIRST);
                RecordingTransport page = hub.connected(request("tab", "a"));
                List<CompletableFuture<EventId>> ids = new ArrayList<>();
                hub.joinsWithAcknowledgements(schedule);
                schedule.actor("publisher", () -> ids.add(hub.publish("a", "1")), () -> ids.add(hub.publish("a", "2")));
                schedule.play();
                assertThat(page.events().stream().map(SseBlock::id))
                        .containsExactly(
                                ids.get(0).join().toString(), ids.get(1).join().toString());
            });
        }

        @Test
        void afterTheHubsEndEveryPublishFails() {
            TestHub hub = new TestHub();
            hub.lane.runImmediately();
            hub.hub.close();
            assertThat(hub.publish("a", "1")).isCompletedExceptionally();
        }

        @Test
        void whatIsNotAllowedIsSaidAtOnce() {
            TestHub hub = new TestHub(it -> it.maxEventBytes(10));
            assertThatThrownBy(() -> hub.publish("a", "12345678901")).hasMessageContaining("at most 10 bytes");
            assertThatThrownBy(() -> hub.publish("a", "\uD55C\uAE00\uD55C\uAE00"))
                    .hasMessageContaining("10 bytes");
            assertThatThrownBy(() -> hub.publish("a/*", "1")).hasMessageContaining("pattern");
            assertThatThrownBy(() -> hub.publish("", "1")).hasMessageContaining("topic ''");
            hub.publish("a", "1234567890").join();
        }
    }

    @Nested
    class ValuesThatAreComputed {
        @Test
        void areComputedOneAtATimePerTopicSoThatTheLastSentIsTheTrueOne() {
            Explored.exploring(100_000, schedule -> {
                TestHub hub = new TestHub(Logs.LATE);
                RecordingTransport page = hub.connected(request("tab", "total"));
                AtomicInteger total = new AtomicInteger();
                hub.joinsWithAcknowledgements(schedule);
                for (String name : List.of("one", "other")) {
                    schedule.actor(name, () -> {
                        total.incrementAndGet();
                        hub.hub.publish("total", () -> Event.message("" + total.get()));
                    });
                }
                schedule.play();
                assertThat(page.data()).hasSize(2).isSorted().last().isEqualTo("2");
            });
        }

        @Test
        void ofDifferentTopicsDoNotWaitForEachOther() {
            TestHub hub = new TestHub(Logs.LATE);
            AtomicInteger computed = new AtomicInteger();
            for (String topic : List.of("a", "a", "b")) {
                hub.hub.publish(topic, () -> Event.message("" + computed.incrementAndGet()));
            }
            hub.worker.runAll();
            assertThat(computed).hasValue(2);
            hub.settle();
            assertThat(computed).hasValue(3);
        }

        @Test
        void thatCannotBeComputedFailAndTheNextGoesOn() {
            TestHub hub = new TestHub();
            CompletableFuture<EventId> failing = hub.hub
                    .publish("a", () -> {
                        throw new IllegalStateException("no value");
                    })
                    .toCompletableFuture();
            CompletableFuture<EventId> next =
                    hub.hub.publish("a", () -> Event.message("1")).toCompletableFuture();
            hub.settle();
            assertThat(failing).isCompletedExceptionally();
            assertThat(next).isCompleted();
        }

        @Test
        void failWhereTheWorkerTakesNothingMoreAndDoNotWaitForEver() {
            boolean[] full = {true};
            TestHub it = new TestHub();
            Hub hub = Hub.builder()
                    .time(it.clock)
                    .lanes(List.of(it.lane))
                    .timer(it.timer)
                    .worker(task -> {
                        if (full[0]) {
                            throw new RejectedExecutionException("full");
                        }
                        it.worker.execute(task);
                    })
                    .build();
            for (int i = 0; i < 3; i++) {
                assertThat(hub.publish("a", () -> Event.message("1")).toCompletableFuture())
                        .isCompletedExceptionally();
            }
            full[0] = false;
            CompletableFuture<EventId> later =
                    hub.publish("a", () -> Event.message("1")).toCompletableFuture();
            it.settle();
            assertThat(later).isCompleted();
        }

        @Test
        void aWorkerThatTakesNothingDoesNotHoldUpChanges() {
            TestHub it = new TestHub();
            Hub hub = Hub.builder()
                    .time(it.clock)
                    .lanes(List.of(it.lane))
                    .timer(it.timer)
                    .worker(task -> {
                        throw new RejectedExecutionException("full");
                    })
                    .build();
            RecordingTransport page = new RecordingTransport();
            hub.connect(request("tab", "a").build(), page::carry);
            it.settle();
            CompletableFuture<?> change = hub.subscribe(
                            TestHub.key("tab"), 1, io.freshet.Selector.all(List.of("b")), TestHub.EVERYTHING)
                    .toCompletableFuture();
            hub.publish("b", Event.message("1"));
            it.settle();
            assertThat(change).isCompleted();
            assertThat(page.data()).containsExactly("1");
        }
    }

    @Nested
    class InsideATransaction {
        private final ManualTransactions transactions = new ManualTransactions();
        private final TestHub hub = new TestHub(it -> it.transactions(transactions));
        private final RecordingTransport page = hub.connected(request("tab", "a"));

        @Test
        void aPublishGoesOutAfterCommit() {
            transactions.begin();
            CompletableFuture<EventId> one = hub.publish("a", "1");
            CompletableFuture<EventId> two = hub.publish("a", "2");
            hub.settle();
            assertThat(hub.records).isEmpty();
            assertThat(one).isNotDone();
            transactions.commit();
            hub.settle();
            assertThat(page.data()).containsExactly("1", "2");
            assertThat(one).isCompleted();
            assertThat(two).isCompleted();
        }

        @Test
        void nothingGoesOutAfterRollback() {
            transactions.begin();
            CompletableFuture<EventId> publish = hub.publish("a", "1");
            transactions.rollBack();
            hub.settle();
            assertThat(page.data()).isEmpty();
            assertThat(publish).isCompletedExceptionally();
        }

        @Test
        void aValueIsComputedAfterCommitAndNotAtAllAfterRollback() {
            AtomicInteger computed = new AtomicInteger();
            transactions.begin();
            hub.hub.publish("a", () -> Event.message("" + computed.incrementAndGet()));
            hub.settle();
            assertThat(computed).hasValue(0);
            transactions.commit();
            hub.settle();
            assertThat(computed).hasValue(1);
            assertThat(page.data()).containsExactly("1");
            transactions.begin();
            hub.hub.publish("a", () -> Event.message("" + computed.incrementAndGet()));
            transactions.rollBack();
            hub.settle();
            assertThat(computed).hasValue(1);
        }

        @Test
        void joiningIsRefusedAndNotWaitedForForEver() {
            transactions.begin();
            CompletableFuture<EventId> publish = hub.publish("a", "1");
            assertThatThrownBy(publish::join).hasMessageContaining("after the transaction has committed");
            assertThatThrownBy(publish::get).hasMessageContaining("would never end");
            assertThatThrownBy(() -> publish.get(1, TimeUnit.DAYS)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(publish.thenApply(EventId::toString)::join).isInstanceOf(IllegalStateException.class);
            transactions.commit();
            assertThat(publish.join()).isEqualTo(hub.records.get(0).id());
        }

        @Test
        void whatIsNotAllowedIsSaidInsideTheTransaction() {
            transactions.begin();
            assertThatThrownBy(() -> hub.publish("a/*", "1")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> hub.hub.publish("a/*", () -> Event.message("1")))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void onePublicationReachesSeveralTopics() {
        TestHub hub = new TestHub();
        RecordingTransport a = hub.connected(request("a", "a"));
        RecordingTransport b = hub.connected(request("b", "b"));
        hub.hub.publish(new Publication(List.of("a", "b"), false, Event.message("1")));
        hub.advance(Duration.ofMillis(1));
        assertThat(a.data()).containsExactly("1");
        assertThat(b.data()).containsExactly("1");
        assertThat(a.last().event()).isNull();
    }
}
