package io.freshet.bench.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Something that goes wrong.
 *
 * @param name what the command line calls it
 * @param title what the table calls it
 * @param times how often it happens in a full run
 * @param telling who is to be told of a gap
 * @param longestSilence what is aimed at; null if the fault itself takes its time
 * @param setting puts the stage together
 * @param strike does it once, and mends it
 */
record Fault(
        String name,
        String title,
        int times,
        Telling telling,
        @Nullable Duration longestSilence,
        Step setting,
        Strike strike) {
    /** In the order of the table. */
    static final List<Fault> ALL = Stream.of(
                    NodeFaults.ALL, RedisFaults.ALL, NetworkFaults.ALL, ClockFaults.ALL, DiskFaults.ALL)
            .flatMap(List::stream)
            .toList();

    /** Something done to a stage. */
    interface Step {
        void take(Stage stage) throws IOException;
    }

    /** Something done to a stage again and again. */
    interface Strike {
        /** @param count how often it was done before */
        void take(Stage stage, int count) throws IOException;
    }

    /** @throws IllegalArgumentException if none has this name */
    static Fault of(String name) {
        return ALL.stream()
                .filter(fault -> fault.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no fault '" + name + "'. Allowed: "
                        + ALL.stream().map(Fault::name).collect(Collectors.joining(", "))));
    }

    /**
     * Lets it happen under load.
     *
     * @param folder for what the processes say and keep
     * @throws IOException if something does not do what it is there for; then nothing was found out
     */
    Outcome run(Scale scale, Path folder) throws IOException, InterruptedException {
        Stage stage = new Stage(scale, folder);
        // Whoever interrupts us leaves no processes behind.
        Thread end = new Thread(stage::close);
        Runtime.getRuntime().addShutdownHook(end);
        try (stage) {
            setting.take(stage);
            stage.raise();
            for (int i = 0; i < scale.times(times); i++) {
                strike.take(stage, i);
            }
            Verdict verdict = stage.lower();
            return new Outcome(
                    this,
                    scale,
                    stage.acknowledged(),
                    stage.attempts() - stage.acknowledged(),
                    stage.reconnections(),
                    verdict);
        } finally {
            if (!end.isAlive()) {
                Runtime.getRuntime().removeShutdownHook(end);
            }
        }
    }
}
