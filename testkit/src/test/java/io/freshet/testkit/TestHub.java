package io.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.ChangeResult;
import io.freshet.ConnectRequest;
import io.freshet.Event;
import io.freshet.EventId;
import io.freshet.EventLog;
import io.freshet.Hub;
import io.freshet.HubBuilder;
import io.freshet.LaneExecutor;
import io.freshet.LogRecord;
import io.freshet.MemoryEventLog;
import io.freshet.Owner;
import io.freshet.Rights;
import io.freshet.Selector;
import io.freshet.Stream;
import io.freshet.SubscriberKey;
import io.freshet.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A hub whose time, threads and log move when told. */
final class TestHub {
    static final Owner OWNER = Owner.of("owner");
    static final Stream STREAM = Stream.of("/events");
    static final Rights EVERYTHING = Rights.to(List.of(Selector.of("**")));

    final ManualClock clock = new ManualClock();
    final ManualExecutor lane = new ManualExecutor(clock);
    final ManualExecutor otherLane = new ManualExecutor(clock);
    final ManualExecutor timer = new ManualExecutor(clock);
    final ManualExecutor worker = new ManualExecutor(clock);
    final @Nullable LateEventLog late;
    final Hub hub;

    /** What the log holds and held, in its order; what was lost before anybody saw it is not among it. */
    final List<LogRecord> records;

    /** The epochs of the log, in their order. */
    private final List<String> epochs;

    private final MemoryEventLog memory;

    private final MemoryEventLog.Bounds bounds;

    TestHub() {
        this(Logs.MEMORY);
    }

    TestHub(Logs logs) {
        this(logs, MemoryEventLog.Bounds.DEFAULT, it -> it);
    }

    TestHub(UnaryOperator<HubBuilder> configuration) {
        this(Logs.MEMORY, MemoryEventLog.Bounds.DEFAULT, configuration);
    }

    TestHub(Logs logs, UnaryOperator<HubBuilder> configuration) {
        this(logs, MemoryEventLog.Bounds.DEFAULT, configuration);
    }

    TestHub(Logs logs, MemoryEventLog.Bounds bounds, UnaryOperator<HubBuilder> configuration) {
        this(logs, bounds, configuration, false);
    }

    private TestHub(
            Logs logs, MemoryEventLog.Bounds bounds, UnaryOperator<HubBuilder> configuration, boolean twoLanes) {
        this.bounds = bounds;
        this.records = new ArrayList<>();
        this.epochs = new ArrayList<>();
        this.memory = memory();
        EventLog log = logs.over(memory);
        late = log instanceof LateEventLog lateLog ? lateLog : null;
        hub = hub(log, twoLanes ? List.of(lane, otherLane) : List.of(lane), configuration);
    }

    /** The hub that begins on the log of a former one, which is dead: nobody runs its threads any more. */
    private TestHub(TestHub former, Logs logs, UnaryOperator<HubBuilder> configuration) {
        this.bounds = former.bounds;
        this.records = former.records;
        this.epochs = former.epochs;
        this.memory = former.memory;
        EventLog log = logs.over(memory);
        late = log instanceof LateEventLog lateLog ? lateLog : null;
        hub = hub(log, List.of(lane), configuration);
    }

    private Hub hub(EventLog log, List<LaneExecutor> lanes, UnaryOperator<HubBuilder> configuration) {
        return configuration
                .apply(Hub.builder()
                        .log(log)
                        .time(clock)
                        .lanes(lanes)
                        .timer(timer)
                        .worker(worker))
                .build();
    }

    TestHub killedAndStartedAgain() {
        return killedAndStartedAgain(Logs.MEMORY, it -> it);
    }

    TestHub killedAndStartedAgain(Logs logs, UnaryOperator<HubBuilder> configuration) {
        return new TestHub(this, logs, configuration);
    }

    private MemoryEventLog memory() {
        MemoryEventLog made = new MemoryEventLog(bounds, clock);
        made.tail(new EventLog.Tail() {
            @Override
            public void begin(EventId head) {
                epochs.add(head.epoch());
            }

            @Override
            public void next(LogRecord record) {
                records.add(record);
            }
        });
        return made;
    }

    /** The log loses what it held, and begins anew. */
    void logBeginsAnew() {
        LateEventLog lateLog = Objects.requireNonNull(late, "a log that answers at once keeps what it has");
        EventId shown = lateLog.shown();
        records.removeIf(record ->
                ordinal(record.id().epoch(), record.id().sequence()) > ordinal(shown.epoch(), shown.sequence()));
        lateLog.beginAnew(memory());
    }

    /** A number that grows with every position of the log, over its epochs. */
    long ordinal(String epoch, long sequence) {
        return epochs.indexOf(epoch) * 1_000_000_000L + sequence;
    }

    /** A hub whose connections go to two lanes in turn. */
    static TestHub withTwoLanes() {
        return new TestHub(Logs.MEMORY, MemoryEventLog.Bounds.DEFAULT, it -> it, true);
    }

    static MemoryEventLog.Bounds keeping(int count) {
        return new MemoryEventLog.Bounds(count, 1 << 30, Duration.ofDays(1));
    }

    static SubscriberKey key(String subscriber) {
        return new SubscriberKey(OWNER, STREAM.path(), subscriber);
    }

    static ConnectRequest.Builder request(@Nullable String subscriber, String... topics) {
        return ConnectRequest.to(STREAM, OWNER)
                .subscriber(subscriber)
                .topics(topics)
                .rights(EVERYTHING);
    }

    /** All that waits, until nothing does. */
    void settle() {
        do {
            ManualExecutor.runAll(List.of(lane, otherLane, timer, worker));
            if (late != null) {
                late.settle();
            }
        } while (lane.pending() + otherLane.pending() + timer.pending() + worker.pending() > 0
                || (late != null && late.choices() > 0));
    }

    void advance(Duration duration) {
        settle();
        clock.advance(duration);
        settle();
    }

    /** The sources of steps that a schedule plays besides its actors; nobody waits for the acknowledgement of an append. */
    void joins(Interleavings.Schedule schedule) {
        executorsJoin(schedule);
        if (late != null) {
            schedule.tasks("log", late.withoutAcknowledgements());
        }
    }

    /** The sources of steps that a schedule plays besides its actors. */
    void joinsWithAcknowledgements(Interleavings.Schedule schedule) {
        executorsJoin(schedule);
        if (late != null) {
            schedule.tasks("log", late);
        }
    }

    private void executorsJoin(Interleavings.Schedule schedule) {
        schedule.tasks("lane", lane);
        schedule.tasks("timer", timer);
        schedule.tasks("worker", worker);
    }

    RecordingTransport connect(ConnectRequest.Builder request) {
        return connect(request, new RecordingTransport());
    }

    RecordingTransport connect(ConnectRequest.Builder request, RecordingTransport transport) {
        hub.connect(request.build(), transport::carry);
        return transport;
    }

    /** Connects, and waits until it stands. */
    RecordingTransport connected(ConnectRequest.Builder request) {
        return connected(request, new RecordingTransport());
    }

    RecordingTransport connected(ConnectRequest.Builder request, RecordingTransport transport) {
        connect(request, transport);
        settle();
        assertThat(transport.isOpen()).as("open: %s", transport).isTrue();
        return transport;
    }

    CompletableFuture<ChangeResult> subscribe(String subscriber, long revision, String... selectors) {
        return hub.subscribe(key(subscriber), revision, Selector.all(List.of(selectors)), EVERYTHING)
                .toCompletableFuture();
    }

    CompletableFuture<EventId> publish(String topic, String data) {
        return hub.publish(topic, Event.of("event", data)).toCompletableFuture();
    }

    void publishAll(String topic, int count) {
        for (int i = 0; i < count; i++) {
            publish(topic, Integer.toString(i));
        }
    }

    Subscription subscription(String subscriber) {
        return hub.subscription(key(subscriber));
    }
}
