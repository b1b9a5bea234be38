package io.freshet.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/** What was measured under load: medians of the runs beside the map's, and the runs themselves below. */
final class LoadTable {
    private static final String HEAD =
            """
            | scenario | server | deliveries/s | CPU per delivery | p50 | p99 | longest wait of a publisher | RSS | lost / doubled / reordered | disconnects |
            |---|---|---|---|---|---|---|---|---|---|
            """;

    private static final String RUNS_HEAD =
            """
            | scenario | server | deliveries/s | events/s | CPU per delivery | p50 | p99 | max | server, client cores | drained in | refused | load before |
            |---|---|---|---|---|---|---|---|---|---|---|---|
            """;

    private final List<Row> rows = new ArrayList<>();

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
        StringBuilder text =
                new StringBuilder("%d subscribers, events of %d bytes, %d s of warm-up, %d s measured, medians"
                        .formatted(options.subscribers(), Stamp.LENGTH, options.warmUp(), options.seconds()));
        text.append(" (in brackets: as a multiple of the map's):\n\n").append(HEAD);
        rows.forEach(row -> text.append(medians(row)));
        text.append("\nEach run:\n\n").append(RUNS_HEAD);
        rows.forEach(row -> row.runs.forEach(run -> text.append(row.run(run))));
        return text.toString();
    }

    private String medians(Row row) {
        return Cell.line(
                row.scenario,
                row.peer.title(),
                beside(row, Stretch::deliveriesPerSecond, Cell::thousands),
                beside(row, Stretch::cpuMicrosPerDelivery, Cell::micros),
                beside(row, stretch -> stretch.received().millis(50), Cell::millis),
                beside(row, stretch -> stretch.received().millis(99), Cell::millis),
                Cell.seconds(row.median(Stretch::longestWaitSeconds)),
                Cell.thousands(row.median(Stretch::residentMegabytes)) + " MB",
                row.errors().toString(),
                Cell.number("%,d", row.disconnects()));
    }

    private String beside(Row row, ToDoubleFunction<Stretch> figure, DoubleFunction<String> format) {
        String own = format.apply(row.median(figure));
        return times(row, figure)
                .filter(ratio -> row.peer != row.peer.yardstick())
                .map(ratio -> own + " (" + Cell.times(ratio) + ")")
                .orElse(own);
    }

    private Optional<Double> times(Row row, ToDoubleFunction<Stretch> figure) {
        return row(row.scenario, row.peer.yardstick()).map(other -> row.median(figure) / other.median(figure));
    }

    /** Those that what was measured says something about. */
    List<Aim> aims() {
        List<Aim> aims = new ArrayList<>();
        aims(aims, Peer.FRESHET, 0.5, 6);
        aims(aims, Peer.FRESHET_PORTABLE, 0.75, 3);
        return aims;
    }

    private void aims(List<Aim> aims, Peer peer, double mostCpu, double fewestDeliveries) {
        row("delivered-1", peer)
                .flatMap(row -> times(row, Stretch::cpuMicrosPerDelivery))
                .ifPresent(ratio ->
                        aims.add(Aim.atMost(peer.title() + ", CPU per delivery with one publisher", ratio, mostCpu)));
        row("delivered-32", peer)
                .flatMap(row -> times(row, Stretch::deliveriesPerSecond))
                .ifPresent(ratio -> aims.add(
                        Aim.atLeast(peer.title() + ", deliveries/s with 32 publishers", ratio, fewestDeliveries)));
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
