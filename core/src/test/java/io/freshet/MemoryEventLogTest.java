package io.freshet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryEventLogTest {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private final TimeSource time = new TimeSource() {
        @Override
        public Instant now() {
            return now;
        }

        @Override
        public long nanos() {
            return 0;
        }
    };

    private MemoryEventLog log(int count, long bytes, Duration age) {
        return new MemoryEventLog(new MemoryEventLog.Bounds(count, bytes, age), time);
    }

    private static EventId append(EventLog log, String data) {
        return log.append(new Publication(List.of("a"), false, Event.message(data)))
                .toCompletableFuture()
                .join();
    }

    private static LogPage since(EventLog log, EventId after) {
        return log.since(after, 1000).toCompletableFuture().join();
    }

    @Test
    void isBoundedByCount() {
        EventLog log = log(3, 1 << 20, Duration.ofHours(1));
        EventId first = append(log, "0");
        for (int i = 1; i < 10; i++) {
            append(log, "" + i);
        }
        assertThat(since(log, first).records()).hasSize(3);
        assertThat(since(log, first).from().sequence()).isEqualTo(7);
    }

    @Test
    void isBoundedByBytes() {
        EventLog log = log(1000, 10_000, Duration.ofHours(1));
        EventId first = append(log, "0");
        for (int i = 0; i < 100; i++) {
            append(log, "x".repeat(1000));
        }
        assertThat(since(log, first).records()).hasSizeBetween(5, 10);
    }

    @Test
    void isBoundedByAge() {
        EventLog log = log(1000, 1 << 20, Duration.ofHours(1));
        EventId first = append(log, "0");
        EventId second = append(log, "1");
        now = now.plus(Duration.ofMinutes(30));
        append(log, "2");
        now = now.plus(Duration.ofMinutes(30));
        assertThat(since(log, first).from()).isEqualTo(second);
        assertThat(since(log, first).records()).hasSize(1);
    }

    @Test
    void aRecordLargerThanTheLogIsSeenByTailsAndNotKept() {
        EventLog log = log(10, 100, Duration.ofHours(1));
        EventId large = append(log, "x".repeat(1000));
        LogPage page = since(log, new EventId(large.epoch(), 0));
        assertThat(page.from()).isEqualTo(large);
        assertThat(page.records()).isEmpty();
    }

    @Test
    void boundsArePositive() {
        assertThatThrownBy(() -> log(0, 1, Duration.ofHours(1))).hasMessageContaining("count 0");
        assertThatThrownBy(() -> log(1, 0, Duration.ofHours(1))).hasMessageContaining("bytes 0");
        assertThatThrownBy(() -> log(1, 1, Duration.ZERO)).hasMessageContaining("age PT0S");
    }
}
