package io.freshet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How soon clients are live again who all come back at once, and what those who stayed notice of it. {@code --log=memory,file,redis,nchan}:
 * where the server has what was missed. {@code --clients=10000 --staying=1000 --rate=200 --away=5 --repeat=3}, and
 * {@code --server-options=} for the hub's Java.
 */
final class ReplayBench {
    private static final String HEAD =
            """
            | history | all live after | p50 | CPU | missed by each | p50, p99 of who stays: all there | the others away | while they return | lost / doubled / reordered | disconnects | refused |
            |---|---|---|---|---|---|---|---|---|---|---|
            """;

    private final Map<String, Integer> numbers =
            new HashMap<>(Map.of("--clients", 10_000, "--staying", 1_000, "--rate", 200, "--away", 5, "--repeat", 3));
    private List<History> histories = List.of(History.values());
    private List<String> serverOptions = List.of();
    private Path folder = Path.of("bench/target");

    private ReplayBench(String... arguments) {
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            String value = parts.length == 2 ? parts[1] : "";
            switch (parts[0]) {
                case "--log" ->
                    histories =
                            Arrays.stream(value.split(",", -1)).map(History::of).toList();
                case "--server-options" -> serverOptions = List.of(value.split(" ", -1));
                case "--folder" -> folder = Path.of(value);
                default -> number(parts[0], value);
            }
        }
    }

    private void number(String name, String value) {
        if (!numbers.containsKey(name) || !value.matches("[1-9][0-9]{0,5}")) {
            throw new IllegalArgumentException("'" + name + "=" + value + "' is not allowed: --log=, --server-options=,"
                    + " --folder=, or a number from 1 for --clients=, --staying=, --rate=, --away= or --repeat=");
        }
        numbers.put(name, Integer.valueOf(value));
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        try {
            new ReplayBench(arguments).run();
        } catch (IllegalArgumentException notAllowed) {
            System.err.println(notAllowed.getMessage());
            System.exit(2);
        }
    }

    private int option(String name) {
        return numbers.getOrDefault(name, 1);
    }

    private void run() throws IOException, InterruptedException {
        StringBuilder table = new StringBuilder(HEAD);
        for (History history : histories) {
            System.err.println(history.title() + " ...");
            try {
                history.peer().program().prepare(new Workshop(folder));
                table.append(measure(history));
            } catch (UnavailableException unavailable) {
                System.err.println(history.title() + " is left out: " + unavailable.why());
            }
        }
        System.out.println(table);
    }

    private String measure(History history) throws IOException, InterruptedException {
        ReturnRun run = new ReturnRun(option("--clients"), option("--staying"), option("--rate"), option("--away"));
        Path place = Files.createTempDirectory(Files.createDirectories(folder), "replay");
        try (History.Kept kept = history.open(place)) {
            Launch launch = new Launch(new Workshop(folder), 15, false, serverOptions, kept.settings())
                    .with(LoadRun.LARGE_HEAP);
            ReturnRun.Returns returns = run.measure(history.peer(), launch, 1 + option("--repeat"));
            System.err.print(line(
                    history.title() + ", the first time",
                    returns,
                    returns.each().subList(0, 1)));
            return line(
                    history.title(),
                    returns,
                    returns.each().subList(1, returns.each().size()));
        } finally {
            delete(place);
        }
    }

    private static void delete(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Times are medians, latencies of all together. */
    private String line(String title, ReturnRun.Returns returns, List<Return> times) {
        return Cell.line(
                title,
                Cell.seconds(Cell.median(
                        times.stream().mapToDouble(time -> time.caughtUp().millis(100) / 1000))),
                Cell.seconds(Cell.median(
                        times.stream().mapToDouble(time -> time.caughtUp().millis(50) / 1000))),
                Cell.seconds(Cell.median(times.stream().mapToDouble(time -> time.serverCpuNanos() / 1e9))),
                Cell.number(
                        "%.1f",
                        Cell.median(
                                times.stream().mapToDouble(time -> time.replayed() / (double) option("--clients")))),
                latency(times.stream().map(Return::everybody)),
                latency(times.stream().map(Return::alone)),
                latency(times.stream().map(Return::meanwhile)),
                returns.errors().toString(),
                Cell.number("%,d", returns.disconnects()),
                Cell.number("%,d", returns.refused()));
    }

    private static String latency(Stream<Tally> tallies) {
        Tally all = tallies.reduce(new Tally(), Tally::plus);
        return Cell.millis(all.millis(50)) + ", " + Cell.millis(all.millis(99));
    }
}
