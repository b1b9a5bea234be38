package io.freshet.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The measurements as a Markdown table: medians of the runs, and the runs themselves below. */
final class Report {
    private static final String HEAD =
            """
            | scenario | server | deliveries/s | events/s | CPU per delivery | p50 | p99 | longest wait of a publisher | RSS | lost / doubled / reordered | disconnects |
            |---|---|---|---|---|---|---|---|---|---|---|
            """;

    private static final String RUNS_HEAD =
            """
            | scenario | server | deliveries/s | CPU per delivery | p50 | p99 | max | server, client cores | drained in | refused | load before |
            |---|---|---|---|---|---|---|---|---|---|---|
            """;

    private final Options options;
    private final List<Row> rows = new ArrayList<>();

    Report(Options options) {
        this.options = options;
    }

    /** @param scenario as the table is to call it */
    void add(String scenario, Peer peer, Measurement measurement) {
        for (Row row : rows) {
            if (row.scenario.equals(scenario) && row.peer == peer) {
                row.runs.add(measurement);
                return;
            }
        }
        List<Measurement> runs = new ArrayList<>();
        runs.add(measurement);
        rows.add(new Row(scenario, peer, runs));
    }

    String markdown() {
        StringBuilder text = new StringBuilder()
                .append(machine())
                .append("\n\n")
                .append(HEAD)
                .append(rows.stream().map(Row::medians).collect(Collectors.joining()));
        text.append("\nEach run:\n\n").append(RUNS_HEAD);
        rows.forEach(row -> row.runs.forEach(run -> text.append(row.run(run))));
        return text.toString();
    }

    private String machine() {
        return "%d cores, Java %s, %s %s; %d subscribers, events of %d bytes, %d s of warm-up, %d s measured, medians of %d"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("java.version"),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        options.subscribers(),
                        Stamp.LENGTH,
                        options.warmUp(),
                        options.seconds(),
                        options.repeat());
    }

    private record Row(String scenario, Peer peer, List<Measurement> runs) {
        String medians() {
            return line(
                    scenario,
                    peer.title(),
                    thousands(median(Stretch::deliveriesPerSecond)),
                    thousands(median(Stretch::eventsPerSecond)),
                    micros(median(Stretch::cpuMicrosPerDelivery)),
                    millis(median(stretch -> stretch.received().millis(50))),
                    millis(median(stretch -> stretch.received().millis(99))),
                    seconds(median(Stretch::longestWaitSeconds)),
                    thousands(median(Stretch::residentMegabytes)) + " MB",
                    runs.stream()
                            .map(Measurement::errors)
                            .reduce(DeliveryCheck.Errors.NONE, DeliveryCheck.Errors::plus)
                            .toString(),
                    number(
                            "%,d",
                            runs.stream().mapToLong(Measurement::disconnects).sum()));
        }

        String run(Measurement run) {
            Stretch stretch = run.stretch();
            return line(
                    scenario,
                    peer.title(),
                    thousands(stretch.deliveriesPerSecond()),
                    micros(stretch.cpuMicrosPerDelivery()),
                    millis(stretch.received().millis(50)),
                    millis(stretch.received().millis(99)),
                    millis(stretch.received().millis(100)),
                    number("%.2f", stretch.serverCores()) + ", " + number("%.2f", stretch.clientCores()),
                    seconds(run.drainSeconds()),
                    number("%,d", run.refused()),
                    run.load());
        }

        private double median(ToDoubleFunction<Stretch> figure) {
            double[] sorted = runs.stream()
                    .map(Measurement::stretch)
                    .mapToDouble(figure)
                    .sorted()
                    .toArray();
            int middle = sorted.length / 2;
            return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }
    }

    private static String line(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String thousands(double number) {
        return number("%,.0f", number);
    }

    private static String micros(double micros) {
        return number("%.2f us", micros);
    }

    private static String millis(double millis) {
        return number(millis < 100 ? "%.1f ms" : "%,.0f ms", millis);
    }

    private static String seconds(double seconds) {
        return number("%.2f s", seconds);
    }

    private static String number(String format, Number number) {
        return String.format(Locale.ROOT, format, number);
    }
}
