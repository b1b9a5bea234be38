package io.freshet.bench.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A node's clock is wrong, or jumps. What counts time without a clock goes on rightly, as it does when a machine's clock is set. */
final class ClockFaults {
    private static final String RIGHT = "+0";
    private static final List<String> JUMPS = List.of("+3600", "-3600", RIGHT);

    static final List<Fault> ALL = List.of(
            new Fault(
                    "clock-jumps",
                    "the clock of a node of two jumps: an hour ahead, two back, one ahead",
                    3,
                    Telling.NOBODY,
                    null,
                    stage -> nodes(stage, RIGHT),
                    (stage, count) -> {
                        Files.writeString(clock(stage), JUMPS.get(count % JUMPS.size()));
                        stage.pass(stage.scale().time(10));
                    }),
            new Fault(
                    "clock-wrong",
                    "the clock of a node of two is an hour ahead from its start; it is killed and started again",
                    2,
                    Telling.NOBODY,
                    null,
                    stage -> nodes(stage, JUMPS.get(0)),
                    (stage, count) -> {
                        stage.pass(stage.scale().time(3));
                        stage.nodes().get(0).kill();
                        stage.nodes().get(0).startAgain();
                        stage.pass(stage.scale().time(8));
                    }));

    private ClockFaults() {}

    private static Path clock(Stage stage) {
        return stage.folder().resolve("clock");
    }

    private static void nodes(Stage stage, String time) throws IOException {
        String url = stage.durableRedis().url();
        Path library = Tools.clock().orElseThrow(() -> new IOException("libfaketime is missing"));
        Files.writeString(clock(stage), time);
        stage.node(
                Map.of(
                        "LD_PRELOAD", library.toString(),
                        "FAKETIME_TIMESTAMP_FILE", clock(stage).toString(),
                        "FAKETIME_CACHE_DURATION", "1",
                        // Waits count by the monotonic clock, which is left alone.
                        "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                        "FAKETIME_FORCE_MONOTONIC_FIX", "0"),
                "--redis=" + url);
        stage.node("--redis=" + url);
    }
}
