package io.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.ConnectRequest;
import io.freshet.Event;
import io.freshet.EventId;
import io.freshet.EventLog;
import io.freshet.Hub;
import io.freshet.LogEntry;
import io.freshet.LogPage;
import io.freshet.LogRecord;
import io.freshet.MemoryEventLog;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Nodes of one hub over one log and one cluster, whose time, threads and cluster move when told. */
final class TestNodes {
    final ManualClock clock = new ManualClock();
    final MemoryEventLog log = new MemoryEventLog(MemoryEventLog.Bounds.DEFAULT, clock);
    final MemoryCluster cluster = new MemoryCluster(clock, log);
    final List<Node> all = new ArrayList<>();

    /** Two nodes that have their leases. */
    static TestNodes two() {
        TestNodes nodes = new TestNodes();
        nodes.add();
        nodes.add();
        nodes.settle();
        return nodes;
    }

    Node add() {
        Node node = new Node();
        all.add(node);
        return node;
    }

    Node get(int index) {
        return all.get(index);
    }

    /** All that waits, until nothing does. */
    void settle() {
        boolean any = true;
        while (any) {
            any = false;
            for (Node node : all) {
                any |= node.settleOnce();
            }
        }
    }

    void advance(Duration duration) {
        settle();
        Duration step = Duration.ofMillis(1);
        for (long left = duration.toMillis(); left > 0; left--) {
            clock.advance(step);
            settle();
        }
    }

    void joins(Interleavings.Schedule schedule) {
        for (int i = 0; i < all.size(); i++) {
            Node node = all.get(i);
            schedule.tasks("lane-" + i, node.lane);
            schedule.tasks("timer-" + i, node.timer);
            schedule.tasks("cluster-" + i, node.link);
        }
    }

    /** For scenarios in which it does not matter when something is sent: lanes do their work at once. */
    void joinsWithoutLanes(Interleavings.Schedule schedule) {
        for (int i = 0; i < all.size(); i++) {
            Node node = all.get(i);
            node.lane.runImmediately();
            schedule.tasks("timer-" + i, node.timer);
            schedule.tasks("cluster-" + i, node.link);
        }
    }

    /** The same where nobody waits for a notice either. */
    void joinsWithoutNotices(Interleavings.Schedule schedule) {
        for (int i = 0; i < all.size(); i++) {
            Node node = all.get(i);
            node.lane.runImmediately();
            schedule.tasks("timer-" + i, node.timer);
            schedule.tasks("cluster-" + i, node.link.withoutNotices());
        }
    }

    final class Node {
        final ManualExecutor lane = new ManualExecutor(clock);
        final ManualExecutor timer = new ManualExecutor(clock);
        final ManualExecutor worker = new ManualExecutor(clock);
        final MemoryClusterNode link = cluster.lateNode();
        final Hub hub = Hub.builder()
                .log(new SharedLog(this))
                .cluster(link)
                .time(clock)
                .lanes(List.of(lane))
                .timer(timer)
                .worker(worker)
                .build();

        /** What the log has still to show it; null while it shows all at once. */
        private @Nullable Deque<Runnable> unshown;

        /** From here on the log shows it nothing. */
        void lags() {
            unshown = new ArrayDeque<>();
        }

        /** The log shows it what it has kept back, and all that comes. */
        void catchesUp() {
            Deque<Runnable> late = unshown;
            unshown = null;
            while (late != null && !late.isEmpty()) {
                late.remove().run();
            }
        }

        private void isShown(Runnable what) {
            if (unshown == null) {
                what.run();
            } else {
                unshown.add(what);
            }
        }

        private boolean settleOnce() {
            boolean any = false;
            for (ManualExecutor executor : List.of(lane, timer, worker)) {
                any |= executor.runNext();
            }
            if (link.choices() > 0) {
                link.take(0);
                any = true;
            }
            return any;
        }

        RecordingTransport connect(ConnectRequest.Builder request) {
            return connect(request, new RecordingTransport());
        }

        RecordingTransport connect(ConnectRequest.Builder request, RecordingTransport transport) {
            hub.connect(request.build(), transport::carry);
            return transport;
        }

        RecordingTransport connected(ConnectRequest.Builder request) {
            return connected(request, new RecordingTransport());
        }

        RecordingTransport connected(ConnectRequest.Builder request, RecordingTransport transport) {
            connect(request, transport);
            settle();
            assertThat(transport.isOpen()).as("open: %s", transport).isTrue();
            return transport;
        }

        void publish(String topic, String data) {
            hub.publish(topic, Event.of("event", data));
        }

        /** It stops, and says nothing any more. */
        void dies() {
            link.cut();
            lane.close();
            timer.close();
            worker.close();
        }
    }

    /** The log of all, which none of them closes. */
    private final class SharedLog implements EventLog {
        private final Node node;

        private SharedLog(Node node) {
            this.node = node;
        }

        @Override
        public CompletionStage<EventId> append(LogEntry entry) {
            return log.append(entry);
        }

        @Override
        public CompletionStage<LogPage> since(EventId after, int limit) {
            return log.since(after, limit);
        }

        @Override
        public void tail(Tail tail) {
            log.tail(new Tail() {
                @Override
                public void begin(EventId head) {
                    node.isShown(() -> tail.begin(head));
                }

                @Override
                public void next(LogRecord record) {
                    node.isShown(() -> tail.next(record));
                }
            });
        }

        @Override
        public void close() {}
    }
}
