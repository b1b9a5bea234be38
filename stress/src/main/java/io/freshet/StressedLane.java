package io.freshet;

import java.time.Duration;
import java.util.List;

/** A lane without connections, and the window that it reads. Its tasks run when told. */
final class StressedLane {
    private static final Settings SETTINGS = new Settings(
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            null,
            OverflowPolicy.DISCONNECT,
            16,
            1 << 20,
            16,
            1 << 20,
            10,
            10,
            10,
            10,
            1 << 20,
            10);

    final Tasks tasks = new Tasks();
    final Lane lane;
    private final Window window = new Window(16, 1 << 20);

    StressedLane() {
        window.begin(new EventId("e", 0), false);
        lane = new Lane(window, tasks, new HubListener() {}, SETTINGS, new SystemClock(), () -> {}, () -> true);
    }

    /** What the tail does with a record. */
    void add(long sequence) {
        window.add(new LogRecord(new EventId("e", sequence), new Publication(List.of("a"), false, Event.message("x"))));
        lane.wake();
    }
}
