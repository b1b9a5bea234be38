package io.freshet.bench.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A hub that keeps its history in a file. */
final class DiskFaults {
    private static final int MEGABYTES = 32;
    private static final int LONGEST_LIFE_MILLIS = 1_500;

    static final List<Fault> ALL = List.of(
            new Fault(
                    "disk-full",
                    "the disk under the file log full for 5 s, every other time with a `kill -9` meanwhile",
                    4,
                    Telling.NOBODY,
                    null,
                    DiskFaults::onSmallDisk,
                    DiskFaults::fill),
            new Fault(
                    "append-killed",
                    "`kill -9` during append, file log",
                    200,
                    Telling.NOBODY,
                    null,
                    DiskFaults::onFile,
                    (stage, count) -> {
                        stage.pass(Duration.ofMillis(ThreadLocalRandom.current().nextInt(LONGEST_LIFE_MILLIS)));
                        stage.nodes().get(0).kill();
                        stage.nodes().get(0).startAgain();
                    }));

    private DiskFaults() {}

    private static void onFile(Stage stage) throws IOException {
        stage.node("--history-file=" + stage.folder().resolve("history"));
    }

    static void onSmallDisk(Stage stage) throws IOException {
        Path mounted = stage.folder().resolve("disk");
        stage.makeDisk(mounted, MEGABYTES);
        stage.node("--history-file=" + mounted.resolve("history"));
    }

    private static void fill(Stage stage, int count) throws IOException {
        stage.disk().fill();
        stage.pass(stage.scale().time(5));
        boolean kill = count % 2 == 1 || !stage.scale().full();
        if (kill) {
            stage.nodes().get(0).kill();
        }
        stage.disk().empty();
        if (kill) {
            stage.nodes().get(0).startAgain();
        }
        stage.pass(stage.scale().time(6));
    }
}
