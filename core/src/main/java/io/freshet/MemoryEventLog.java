package io.freshet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A log in memory: as durable as its process, bounded by count, bytes and age, whichever is reached first. Each instance is an
 * epoch of its own.
 */
public final class MemoryEventLog implements EventLog {
    /** What a record is taken to weigh besides its texts, in bytes. */
    private static final int OVERHEAD = 200;

    private static final long OVERHEAD_OF_A_TEXT = 48;

    private final Bounds bounds;
    private final TimeSource time;

    // All below is guarded by this. Tails are called under the lock, which is what gives them the log's order.
    private final NavigableMap<Long, Stored> records = new TreeMap<>();
    private final List<Tail> tails = new ArrayList<>();
    private EventId head;
    private long bytes;
    private boolean closed;

    /** A log with the given bounds, its ages measured by the given time. */
    public MemoryEventLog(Bounds bounds, TimeSource time) {
        this.bounds = bounds;
        this.time = time;
        this.head = EventId.origin();
    }

    /** A log with the {@linkplain Bounds#DEFAULT default bounds}. */
    public MemoryEventLog() {
        this(Bounds.DEFAULT, TimeSource.system());
    }

    @Override
    public synchronized CompletionStage<EventId> append(LogEntry entry) {
        if (closed) {
            return CompletableFuture.failedFuture(new IllegalStateException("the log is closed"));
        }
        Instant now = time.now();
        head = head.next();
        LogRecord record = new LogRecord(head, entry);
        Stored stored = new Stored(record, weight(entry), now);
        records.put(head.sequence(), stored);
        bytes += stored.bytes;
        trim(now);
        tails.forEach(tail -> tail.next(record));
        return CompletableFuture.completedFuture(head);
    }

    @Override
    public synchronized CompletionStage<LogPage> since(EventId after, int limit) {
        trim(time.now());
        EventId oldest = new EventId(head.epoch(), records.isEmpty() ? head.sequence() : records.firstKey() - 1);
        EventId from;
        if (!after.sameEpoch(head) || after.isAfter(head)) {
            from = head;
        } else {
            from = after.isAfter(oldest) ? after : oldest;
        }
        List<LogRecord> page = records.tailMap(from.sequence(), false).values().stream()
                .limit(limit)
                .map(Stored::record)
                .toList();
        return CompletableFuture.completedFuture(new LogPage(from, page));
    }

    @Override
    public synchronized void tail(Tail tail) {
        tail.begin(head);
        tails.add(tail);
    }

    @Override
    public synchronized void close() {
        closed = true;
        tails.clear();
        records.clear();
        bytes = 0;
    }

    private void trim(Instant now) {
        Instant tooOld = now.minus(bounds.age);
        while (!records.isEmpty()) {
            Map.Entry<Long, Stored> oldest = records.firstEntry();
            if (records.size() <= bounds.count
                    && bytes <= bounds.bytes
                    && oldest.getValue().appended.isAfter(tooOld)) {
                return;
            }
            bytes -= oldest.getValue().bytes;
            records.remove(oldest.getKey());
        }
    }

    private static long weight(LogEntry entry) {
        if (entry instanceof Publication publication) {
            return OVERHEAD
                    + publication.event().data().length()
                    + publication.topics().stream()
                            .mapToLong(MemoryEventLog::weight)
                            .sum();
        }
        if (entry instanceof SubscriptionChange change) {
            return OVERHEAD
                    + change.selectors().stream()
                            .mapToLong(selector -> weight(selector.toString()))
                            .sum();
        }
        return OVERHEAD;
    }

    private static long weight(String text) {
        return OVERHEAD_OF_A_TEXT + text.length();
    }

    /**
     * How much a log keeps.
     *
     * @param count the most records
     * @param bytes the most bytes, estimated
     * @param age how old a record may become
     */
    public record Bounds(int count, long bytes, Duration age) {
        /** 65,536 records, 64 MiB, one hour. */
        public static final Bounds DEFAULT = new Bounds(1 << 16, 64L << 20, Duration.ofHours(1));

        /** @throws IllegalArgumentException if a bound is not positive */
        public Bounds {
            if (count < 1 || bytes < 1 || age.isNegative() || age.isZero()) {
                throw new IllegalArgumentException(
                        "bounds of a log must be positive: count " + count + ", bytes " + bytes + ", age " + age);
            }
        }
    }

    private record Stored(LogRecord record, long bytes, Instant appended) {}
}
