package io.freshet.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/** What idle connections cost: medians of the runs beside those of each peer's yardstick. */
final class IdleTable {
    private static final String HEAD =
            """
            | scenario | connections | server | heap per connection | RSS per connection | RSS of the server | heartbeats | CPU of a heartbeat | CPU of idling | a million would take | disconnects |
            |---|---|---|---|---|---|---|---|---|---|---|
            """;

    private static final double MILLION = 1e6;

    private final Map<String, Map<Peer, List<Footprint>>> all = new LinkedHashMap<>();

    void add(String scenario, Peer peer, Footprint footprint) {
        all.computeIfAbsent(scenario, first -> new EnumMap<>(Peer.class))
                .computeIfAbsent(peer, first -> new ArrayList<>())
                .add(footprint);
    }

    /** Empty if nothing was measured. */
    String markdown(Options options) {
        if (all.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("Idle connections with heartbeats of ")
                .append(options.heartbeat())
                .append(" s, ")
                .append(options.silence())
                .append(
                        " s of silence, medians (in brackets: as a multiple of the map's on the same web server; WebFlux: of the")
                .append(
                        " map's on Tomcat; hubs: of nchan's). A million: RSS of a connection times a million, and CPU of")
                .append(" a heartbeat times a million in ")
                .append(options.heartbeat())
                .append(" s:\n\n")
                .append(HEAD);
        all.forEach((scenario, peers) ->
                peers.forEach((peer, runs) -> text.append(line(scenario, peer, runs, options.heartbeat()))));
        return text.toString();
    }

    private String line(String scenario, Peer peer, List<Footprint> runs, int heartbeat) {
        double resident = median(runs, Footprint::residentBytesPerConnection);
        double micros = median(runs, run -> run.silence().cpuMicrosPerHeartbeat());
        return Cell.line(
                scenario,
                Cell.number("%,d", runs.get(0).connections()),
                peer.title(),
                beside(scenario, peer, Footprint::heapBytesPerConnection, Cell::kilobytes),
                beside(scenario, peer, Footprint::residentBytesPerConnection, Cell::kilobytes),
                Cell.thousands(median(runs, Footprint::residentMegabytes)) + " MB",
                Cell.thousands(median(runs, run -> run.silence().heartbeats())),
                beside(scenario, peer, run -> run.silence().cpuMicrosPerHeartbeat(), Cell::micros),
                Cell.number(
                        "%.2f %% of a core",
                        100 * median(runs, run -> run.silence().cores())),
                Cell.number("%.1f GB", resident * MILLION / (1 << 30)) + ", "
                        + Cell.number("%.2f cores", micros * MILLION / 1e6 / heartbeat),
                Cell.number(
                        "%,d", runs.stream().mapToLong(Footprint::disconnects).sum()));
    }

    private String beside(
            String scenario, Peer peer, ToDoubleFunction<Footprint> figure, DoubleFunction<String> format) {
        double own = median(runs(scenario, peer), figure);
        if (Double.isNaN(own)) {
            return "";
        }
        return times(scenario, peer, peer.yardstick(), figure)
                .filter(times -> peer != peer.yardstick() && !times.isNaN())
                .map(times -> format.apply(own) + " (" + Cell.times(times) + ")")
                .orElseGet(() -> format.apply(own));
    }

    /** A figure of one peer as a multiple of another's; empty if one of the two was not measured. */
    Optional<Double> times(String scenario, Peer peer, Peer other, ToDoubleFunction<Footprint> figure) {
        List<Footprint> own = runs(scenario, peer);
        List<Footprint> others = runs(scenario, other);
        return own.isEmpty() || others.isEmpty()
                ? Optional.empty()
                : Optional.of(median(own, figure) / median(others, figure));
    }

    private List<Footprint> runs(String scenario, Peer peer) {
        return all.getOrDefault(scenario, Map.of()).getOrDefault(peer, List.of());
    }

    private static double median(List<Footprint> runs, ToDoubleFunction<Footprint> figure) {
        return Cell.median(runs.stream().mapToDouble(figure));
    }
}
