package io.freshet.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What idle connections cost: medians of the runs beside the map's on the same web server. */
final class IdleTable {
    private static final double MOST_ON_TOMCAT = 0.1;
    private static final double MOST_ON_JETTY = 0.4;

    private static final String HEAD =
            """
            | server | heap per connection | RSS per connection | RSS of the server | disconnects |
            |---|---|---|---|---|
            """;

    private final Map<Peer, List<Footprint>> runs = new EnumMap<>(Peer.class);

    void add(Peer peer, Footprint footprint) {
        runs.computeIfAbsent(peer, first -> new ArrayList<>()).add(footprint);
    }

    /** Empty if nothing was measured. */
    String markdown(Options options) {
        if (runs.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder(Cell.number("%,d", options.connections()))
                .append(" idle connections, medians (in brackets: as a multiple of the map's on the same web server;")
                .append(" WebFlux: of the map's on Tomcat):\n\n")
                .append(HEAD);
        runs.forEach((peer, footprints) -> text.append(Cell.line(
                peer.title(),
                beside(peer, Footprint::heapBytesPerConnection),
                beside(peer, Footprint::residentBytesPerConnection),
                Cell.thousands(median(peer, Footprint::residentMegabytes)) + " MB",
                Cell.number(
                        "%,d",
                        footprints.stream().mapToLong(Footprint::disconnects).sum()))));
        return text.toString();
    }

    private String beside(Peer peer, ToDoubleFunction<Footprint> figure) {
        String own = Cell.kilobytes(median(peer, figure));
        return times(peer, figure)
                .filter(ratio -> peer != peer.yardstick())
                .map(ratio -> own + " (" + Cell.times(ratio) + ")")
                .orElse(own);
    }

    private Optional<Double> times(Peer peer, ToDoubleFunction<Footprint> figure) {
        return runs.containsKey(peer) && runs.containsKey(peer.yardstick())
                ? Optional.of(median(peer, figure) / median(peer.yardstick(), figure))
                : Optional.empty();
    }

    private double median(Peer peer, ToDoubleFunction<Footprint> figure) {
        return Cell.median(runs.getOrDefault(peer, List.of()).stream().mapToDouble(figure));
    }

    /** Those that what was measured says something about. */
    List<Aim> aims() {
        List<Aim> aims = new ArrayList<>();
        aim(aims, Peer.FRESHET, MOST_ON_TOMCAT);
        aim(aims, Peer.FRESHET_STREAMS_ONLY, MOST_ON_TOMCAT);
        aim(aims, Peer.FRESHET_JETTY, MOST_ON_JETTY);
        return aims;
    }

    private void aim(List<Aim> aims, Peer peer, double bound) {
        times(peer, Footprint::heapBytesPerConnection)
                .ifPresent(ratio -> aims.add(Aim.atMost(peer.title() + ", heap per idle connection", ratio, bound)));
        times(peer, Footprint::residentBytesPerConnection)
                .ifPresent(ratio -> aims.add(Aim.atMost(peer.title() + ", RSS per idle connection", ratio, bound)));
    }
}
