package io.freshet.bench;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** How long servers took to notice that clients had gone, over all runs. */
final class GoneTable {
    private static final double MOST_MILLIS = 20;

    private static final String HEAD =
            """
            | the client was | server | p50 | p99 | longest | noticed | not noticed |
            |---|---|---|---|---|---|---|
            """;

    private final Map<Departure, Map<Peer, Noticed>> all = new EnumMap<>(Departure.class);

    void add(Departure departure, Peer peer, Noticed noticed) {
        all.computeIfAbsent(departure, first -> new EnumMap<>(Peer.class))
                .computeIfAbsent(peer, first -> new Noticed())
                .add(noticed);
    }

    /** Empty if nothing was measured. */
    String markdown(Options options) {
        if (all.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("Clients of idle streams that go, with a heartbeat of ")
                .append(options.heartbeat())
                .append(" s in each server (the only thing that the portable Freshet and the map notice them by):\n\n")
                .append(HEAD);
        all.forEach((departure, peers) -> peers.forEach((peer, noticed) -> text.append(Cell.line(
                departure.title(),
                peer.title(),
                noticed.count() == 0 ? "" : Cell.millis(noticed.millis(50)),
                noticed.count() == 0 ? "" : Cell.millis(noticed.millis(99)),
                noticed.count() == 0 ? "" : Cell.millis(noticed.millis(100)),
                Cell.number("%,d", noticed.count()),
                Cell.number("%,d", noticed.unnoticed())))));
        return text.toString();
    }

    /** That a peer notices soon; empty if that was not measured. */
    Optional<Aim> aim(Departure departure, Peer peer) {
        Map<Peer, Noticed> peers = all.getOrDefault(departure, Map.of());
        return Optional.ofNullable(peers.get(peer)).map(noticed -> aim(departure, peer, noticed));
    }

    private static Aim aim(Departure departure, Peer peer, Noticed noticed) {
        double millis = noticed.millis(99);
        return new Aim(
                peer.title() + ", client " + departure.title() + ": noticed within " + Cell.millis(MOST_MILLIS)
                        + " at p99",
                noticed.unnoticed() == 0 ? Cell.millis(millis) : noticed.unnoticed() + " not noticed",
                noticed.unnoticed() == 0 && millis <= MOST_MILLIS);
    }
}
