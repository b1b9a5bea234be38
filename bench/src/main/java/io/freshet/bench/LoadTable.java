package io.freshet.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/** What was measured under load in one comparison: medians of the runs beside the yardstick's, and the runs themselves below. */
final class LoadTable {
    private static final String HEAD =
            """
            | scenario | subscribers | server | deliveries/s | CPU per delivery | p50 | p99 | p99.9 | longest wait of a publisher | RSS | lost / doubled / reordered | disconnects |
            |---|---|---|---|---|---|---|---|---|---|---|---|
            """;

    private static final String RUNS_HEAD =
            """
            | scenario | server | deliveries/s | events/s | CPU per delivery | client's | p50 | p99 | max | server, client cores | drained in | refused | load before |
            |---|---|---|---|---|---|---|---|---|---|---|---|---|
            """;

    private final Comparison comparison;
    private final List<Row> rows = new ArrayList<>();

    LoadTable(Comparison comparison) {
        this.comparison = comparison;
    }

    /** @param scenario as the table is to call it */
    void add(String scenario, Peer peer, Measurement measurement) {
        Row row = row(scenario, peer).orElseGet(() -> {
            Row fresh = new Row(scenario, peer, new ArrayList<>());
            rows.add(fresh);
            return fresh;
        });
        row.runs.add(measurement);
    }

    private Optional<Row> row(String scenario, Peer peer) {
        return rows.stream()
                .filter(row -> row.scenario.equals(scenario) && row.peer == peer)
                .findFirst();
    }

    /** Empty if nothing was measured. */
    String markdown(Options options) {
        if (rows.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("Events of %d bytes, %d s of warm-up, %d s measured, medians"
                .formatted(options.size(), options.warmUp(), options.seconds()));
        text.append(" (in brackets: as a multiple of what ")
                .append(comparison.yardstick().title())
                .append(" has):\n\n")
                .append(HEAD);
        rows.forEach(row -> text.append(medians(row)));
        text.append("\nEach run:\n\n").append(RUNS_HEAD);
        rows.forEach(row -> row.runs.forEach(run -> text.append(row.run(run))));
        return text.toString();
    }

    private String medians(Row row) {
        return Cell.line(
                row.scenario,
                Cell.number("%,d", row.runs.get(0).subscribers()),
                row.peer.title(),
                beside(row, Stretch::deliveriesPerSecond, Cell::thousands),
                beside(row, Stretch::cpuMicrosPerDelivery, Cell::micros),
                beside(row, stretch -> stretch.received().millis(50), Cell::millis),
                beside(row, stretch -> stretch.received().millis(99), Cell::millis),
                beside(row, stretch -> stretch.received().millis(99.9), Cell::millis),
                Cell.seconds(row.median(Stretch::longestWaitSeconds)),
                Cell.thousands(row.median(Stretch::residentMegabytes)) + " MB",
                row.errors().toString(),
                Cell.number("%,d", row.disconnects()));
    }

    private String beside(Row row, ToDoubleFunction<Stretch> figure, DoubleFunction<String> format) {
        String own = format.apply(row.median(figure));
        return times(row.scenario, row.peer, comparison.yardstick(), figure)
                .filter(times -> row.peer != comparison.yardstick())
                .map(times -> own + " (" + Cell.times(times) + ")")
                .orElse(own);
    }

    /** A figure of one peer as a multiple of another's; empty if one of the two was not measured. */
    Optional<Double> times(String scenario, Peer peer, Peer other, ToDoubleFunction<Stretch> figure) {
        return row(scenario, peer)
                .flatMap(row -> row(scenario, other).map(beside -> row.median(figure) / beside.median(figure)));
    }

    private record Row(String scenario, Peer peer, List<Measurement> runs) {
        double median(ToDoubleFunction<Stretch> figure) {
            return Cell.median(runs.stream().map(Measurement::stretch).mapToDouble(figure));
        }

        DeliveryCheck.Errors errors() {
            return runs.stream().map(Measurement::errors).reduce(DeliveryCheck.Errors.NONE, DeliveryCheck.Errors::plus);
        }

        long disconnects() {
            return runs.stream().mapToLong(Measurement::disconnects).sum();
        }

        String run(Measurement run) {
            Stretch stretch = run.stretch();
            return Cell.line(
                    scenario,
                    peer.title(),
                    Cell.thousands(stretch.deliveriesPerSecond()),
                    Cell.thousands(stretch.eventsPerSecond()),
                    Cell.micros(stretch.cpuMicrosPerDelivery()),
                    Cell.micros(stretch.clientCpuMicrosPerDelivery()),
                    Cell.millis(stretch.received().millis(50)),
                    Cell.millis(stretch.received().millis(99)),
                    Cell.millis(stretch.received().millis(100)),
                    Cell.number("%.2f", stretch.serverCores()) + ", " + Cell.number("%.2f", stretch.clientCores()),
                    Cell.seconds(run.drainSeconds()),
                    Cell.number("%,d", run.refused()),
                    run.load());
        }
    }
}
