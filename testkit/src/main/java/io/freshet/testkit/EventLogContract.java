package io.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.Event;
import io.freshet.EventId;
import io.freshet.EventLog;
import io.freshet.LogEntry;
import io.freshet.LogPage;
import io.freshet.LogRecord;
import io.freshet.Owner;
import io.freshet.Publication;
import io.freshet.Selector;
import io.freshet.SubscriberKey;
import io.freshet.SubscriptionChange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every {@link EventLog} does. A log's own test extends this and says how to make one. */
public abstract class EventLogContract {
    private static final int SMALL = 16;

    private final List<EventLog> opened = new ArrayList<>();

    /**
     * A new and empty log.
     *
     * @param keeps about how many records it keeps; it may keep twice as many, and not fewer
     */
    protected abstract EventLog open(int keeps);

    /** Has the logs do what they put off. Called before every wait; nothing to do for a log that works by itself. */
    protected void settle() {}

    /** Closes what a test has opened. */
    @AfterEach
    public void closeAll() {
        opened.forEach(EventLog::close);
    }

    @Test
    void positionsRiseInTheOrderOfTheLog() {
        EventLog log = log();
        EventId one = append(log, "1");
        EventId two = append(log, "2");
        EventId three = append(log, "3");
        assertThat(two.isAfter(one)).isTrue();
        assertThat(three.isAfter(two)).isTrue();
    }

    @Test
    void aTailIsToldWhereItBeginsBeforeTheCallReturns() {
        EventLog log = log();
        EventId head = append(log, "before");
        RecordingTail tail = tail(log);
        assertThat(tail.begin).containsExactly(head);
        assertThat(tail.records).isEmpty();
    }

    @Test
    void theTailOfAnEmptyLogBeginsBeforeItsFirstRecord() {
        EventLog log = log();
        RecordingTail tail = tail(log);
        EventId first = append(log, "1");
        assertThat(tail.begin).hasSize(1);
        assertThat(first.isAfter(tail.begin.get(0))).isTrue();
        assertThat(since(log, tail.begin.get(0), 10).from()).isEqualTo(tail.begin.get(0));
    }

    @Test
    void aTailGetsEveryRecordOnceAndInOrder() {
        EventLog log = log();
        RecordingTail tail = tail(log);
        List<EventId> ids = appendAll(log, 10);
        assertThat(tail.ids()).isEqualTo(ids);
        assertThat(tail.data()).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    }

    @Test
    void twoTailsSeeTheSame() {
        EventLog log = log();
        RecordingTail one = tail(log);
        RecordingTail other = tail(log);
        appendAll(log, 5);
        assertThat(one.ids()).hasSize(5).isEqualTo(other.ids());
    }

    @Test
    void aTailHasSeenARecordBeforeItsAppendIsAcknowledged() {
        EventLog log = log();
        RecordingTail tail = tail(log);
        List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
        CompletionStage<EventId> stage =
                log.append(event("1")).whenComplete((id, failure) -> seen.add(tail.records.size()));
        await(stage);
        assertThat(seen).containsExactly(1);
    }

    @Test
    void anEventComesBackAsItWasAppended() {
        EventLog log = log();
        EventId before = append(log, "before");
        Publication publication = new Publication(
                List.of("stores/2/orders", "매장/2"),
                true,
                Event.of("주문", "line 1\nline 2\r\n 한글 😀").withRetry(java.time.Duration.ofMillis(1234)));
        EventId id = await(log.append(publication));
        assertThat(since(log, before, 10).records()).containsExactly(new LogRecord(id, publication));
    }

    @Test
    void aChangeOfASubscriptionComesBackAsItWasAppended() {
        EventLog log = log();
        EventId before = append(log, "before");
        SubscriptionChange change = new SubscriptionChange(
                new SubscriberKey(Owner.anonymous("10.0.0.1"), "/stores/2/events", "tab-1"),
                Long.MAX_VALUE,
                Set.of(Selector.of("stores/2/*"), Selector.of("stores/3/SLS_01_01")),
                "change-1");
        EventId id = await(log.append(change));
        assertThat(since(log, before, 10).records()).containsExactly(new LogRecord(id, change));
    }

    @Test
    void whatFollowsAPositionIsReadInPages() {
        EventLog log = log();
        List<EventId> ids = appendAll(log, 10);
        LogPage page = since(log, ids.get(2), 4);
        assertThat(page.from()).isEqualTo(ids.get(2));
        assertThat(ids(page)).isEqualTo(ids.subList(3, 7));
        assertThat(ids(since(log, ids.get(6), 4))).isEqualTo(ids.subList(7, 10));
    }

    @Test
    void nothingFollowsTheHead() {
        EventLog log = log();
        List<EventId> ids = appendAll(log, 3);
        LogPage page = since(log, ids.get(2), 10);
        assertThat(page.from()).isEqualTo(ids.get(2));
        assertThat(page.records()).isEmpty();
    }

    @Test
    void aPageFromATrimmedPositionSaysWhereItBeginsInstead() {
        EventLog log = small();
        List<EventId> ids = appendAll(log, SMALL * 4);
        LogPage page = since(log, ids.get(0), SMALL * 4);
        assertThat(page.from().isAfter(ids.get(0))).isTrue();
        int begins = ids.indexOf(page.from());
        assertThat(begins).isPositive();
        assertThat(ids(page)).isEqualTo(ids.subList(begins + 1, ids.size()));
    }

    @Test
    void theNewestRecordsAreKept() {
        EventLog log = small();
        List<EventId> ids = appendAll(log, SMALL * 4);
        EventId after = ids.get(ids.size() - SMALL - 1);
        LogPage page = since(log, after, SMALL * 4);
        assertThat(page.from()).isEqualTo(after);
        assertThat(page.records()).hasSize(SMALL);
    }

    @Test
    void aPositionOfAnotherEpochIsRecognised() {
        EventLog log = log();
        EventId head = append(log, "1");
        LogPage page = since(log, new EventId(head.epoch() + "x", head.sequence()), 10);
        assertThat(page.from()).isEqualTo(head);
        assertThat(page.records()).isEmpty();
    }

    @Test
    void aPositionBeyondTheHeadIsRecognised() {
        EventLog log = log();
        EventId head = append(log, "1");
        LogPage page = since(log, new EventId(head.epoch(), head.sequence() + 1000), 10);
        assertThat(page.from()).isEqualTo(head);
        assertThat(page.records()).isEmpty();
    }

    @Test
    void twoLogsAreTwoEpochs() {
        assertThat(append(log(), "1").sameEpoch(append(log(), "1"))).isFalse();
    }

    @Test
    void positionsSurviveTheirTextForm() {
        EventId id = append(log(), "1");
        assertThat(EventId.parse(id.toString())).contains(id);
    }

    @Test
    void aClosedLogTakesNothing() {
        EventLog log = log();
        append(log, "1");
        log.close();
        assertThatThrownBy(() -> append(log, "2")).isInstanceOf(RuntimeException.class);
    }

    @Test
    void aClosedLogShowsNothingMore() {
        EventLog log = log();
        RecordingTail tail = tail(log);
        log.close();
        assertThatThrownBy(() -> append(log, "1")).isInstanceOf(RuntimeException.class);
        assertThat(tail.records).isEmpty();
    }

    @Test
    void whatSeveralThreadsAppendIsInOneOrderForAll() throws InterruptedException {
        EventLog log = log();
        RecordingTail one = tail(log);
        RecordingTail other = tail(log);
        List<EventId> acknowledged = Collections.synchronizedList(new ArrayList<>());
        int threads = worksByItself() ? 4 : 1;
        CountDownLatch done = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            String name = "thread " + i;
            new Thread(() -> {
                        for (int k = 0; k < 100; k++) {
                            acknowledged.add(append(log, name + " " + k));
                        }
                        done.countDown();
                    })
                    .start();
        }
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(one.ids()).isSorted().doesNotHaveDuplicates().hasSize(threads * 100);
        assertThat(other.ids()).isEqualTo(one.ids());
        assertThat(acknowledged).containsExactlyInAnyOrderElementsOf(one.ids());
        for (int i = 0; i < threads; i++) {
            String name = "thread " + i + " ";
            assertThat(one.data().stream().filter(data -> data.startsWith(name)))
                    .isEqualTo(java.util.stream.IntStream.range(0, 100)
                            .mapToObj(k -> name + k)
                            .toList());
        }
    }

    /** Whether the log may be used by several threads; false for one that is moved by hand. */
    protected boolean worksByItself() {
        return true;
    }

    private EventLog log() {
        return remember(open(1024));
    }

    private EventLog small() {
        return remember(open(SMALL));
    }

    private EventLog remember(EventLog log) {
        opened.add(log);
        return log;
    }

    private RecordingTail tail(EventLog log) {
        RecordingTail tail = new RecordingTail();
        log.tail(tail);
        return tail;
    }

    private static Publication event(String data) {
        return new Publication(List.of("topic"), false, Event.message(data));
    }

    private EventId append(EventLog log, String data) {
        return await(log.append(event(data)));
    }

    private List<EventId> appendAll(EventLog log, int count) {
        List<CompletionStage<EventId>> stages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            stages.add(log.append(event(Integer.toString(i))));
        }
        return stages.stream().map(this::await).toList();
    }

    private LogPage since(EventLog log, EventId after, int limit) {
        return await(log.since(after, limit));
    }

    private static List<EventId> ids(LogPage page) {
        return page.records().stream().map(LogRecord::id).toList();
    }

    private <T> T await(CompletionStage<T> stage) {
        settle();
        try {
            return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            throw new IllegalStateException(failure.getCause());
        } catch (TimeoutException late) {
            throw new AssertionError("the log has not answered within 10 s", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static final class RecordingTail implements EventLog.Tail {
        private final List<EventId> begin = Collections.synchronizedList(new ArrayList<>());
        private final List<LogRecord> records = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void begin(EventId head) {
            begin.add(head);
        }

        @Override
        public void next(LogRecord record) {
            records.add(record);
        }

        private List<EventId> ids() {
            return List.copyOf(records).stream().map(LogRecord::id).toList();
        }

        private List<String> data() {
            List<String> data = new ArrayList<>();
            for (LogRecord record : List.copyOf(records)) {
                LogEntry entry = record.entry();
                data.add(
                        entry instanceof Publication publication
                                ? publication.event().data()
                                : "");
            }
            return data;
        }
    }
}
