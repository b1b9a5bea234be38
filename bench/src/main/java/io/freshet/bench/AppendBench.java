package io.freshet.bench;

import io.freshet.EventLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How many events a second each log takes from a number of publishers, each of which waits for its event's position before it
 * appends the next. {@code --seconds=5 --warm-up=3 --repeat=3 --folder=bench/target}: the folder is on the disk that is measured.
 */
final class AppendBench {
    private static final List<Integer> PUBLISHERS = List.of(1, 8, 32);

    private static final String HEAD =
            """
            | log | publishers | appends/s | p50 | p99 |
            |---|---|---|---|---|
            """;

    private final Map<String, Integer> options = new HashMap<>(Map.of("--seconds", 5, "--warm-up", 3, "--repeat", 3));
    private Path folder = Path.of("bench/target");
    private final Map<MeasuredLog, Map<Integer, AppendTimes>> all = new EnumMap<>(MeasuredLog.class);

    private AppendBench(String... arguments) {
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            if (parts[0].equals("--folder") && parts.length == 2) {
                folder = Path.of(parts[1]);
            } else if (options.containsKey(parts[0]) && parts.length == 2 && parts[1].matches("[1-9][0-9]{0,3}")) {
                options.put(parts[0], Integer.valueOf(parts[1]));
            } else {
                throw new IllegalArgumentException("'" + argument
                        + "' is not allowed: --seconds=, --warm-up= or --repeat= and a number, --folder=");
            }
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        try {
            new AppendBench(arguments).run();
        } catch (IllegalArgumentException notAllowed) {
            System.err.println(notAllowed.getMessage());
            System.exit(2);
        }
    }

    private void run() throws IOException, InterruptedException {
        for (int repetition = 0; repetition < option("--repeat"); repetition++) {
            for (MeasuredLog log : MeasuredLog.values()) {
                for (int publishers : PUBLISHERS) {
                    measure(log, publishers);
                }
            }
        }
        System.out.println(markdown());
    }

    private int option(String name) {
        return options.getOrDefault(name, 1);
    }

    private void measure(MeasuredLog kind, int publishers) throws IOException, InterruptedException {
        System.err.printf("%s, %d publishers ...%n", kind.title(), publishers);
        Path place = Files.createTempDirectory(Files.createDirectories(folder), "log");
        try (EventLog log = kind.open(place.resolve("log"))) {
            AppendTimes times = new AppendRun(log, publishers).measure(option("--warm-up"), option("--seconds"));
            all.computeIfAbsent(kind, first -> new TreeMap<>())
                    .computeIfAbsent(publishers, first -> new AppendTimes())
                    .add(times);
        } finally {
            delete(place);
        }
    }

    private static void delete(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(place);
    }

    private String markdown() {
        StringBuilder text = new StringBuilder(HEAD);
        all.forEach((kind, byPublishers) -> byPublishers.forEach((publishers, times) -> text.append(Cell.line(
                kind.title(),
                Integer.toString(publishers),
                Cell.thousands(times.perSecond()),
                Cell.number("%.3f ms", times.millis(50)),
                Cell.number("%.3f ms", times.millis(99))))));
        return text.toString();
    }
}
