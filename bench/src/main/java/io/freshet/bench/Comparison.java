package io.freshet.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Servers that are measured side by side, because people choose between them. */
enum Comparison {
    /** Freshet's starter beside what teams write without it. */
    STARTER("starter", Peer.EMITTER_MAP, Peer.FRESHET, Peer.FRESHET_PORTABLE, Peer.EMITTER_MAP, Peer.WEBFLUX),

    /** Hubs, what is written without one, and the least that a delivery costs. */
    HUB(
            "hub",
            Peer.NCHAN,
            Peer.FRESHET_HUB,
            Peer.NCHAN,
            Peer.FLOOR,
            Peer.MERCURE,
            Peer.CENTRIFUGO,
            Peer.BETTER_SSE,
            Peer.WEBFLUX,
            Peer.EMITTER_MAP);

    private final String word;
    private final Peer yardstick;

    @SuppressWarnings("ImmutableEnumChecker") // It is made with List.of.
    private final List<Peer> peers;

    Comparison(String word, Peer yardstick, Peer... peers) {
        this.word = word;
        this.yardstick = yardstick;
        this.peers = List.of(peers);
    }

    static Optional<Comparison> find(String word) {
        return Arrays.stream(values())
                .filter(comparison -> comparison.word.equals(word))
                .findFirst();
    }

    /** What the command line calls all of its scenarios together. */
    String word() {
        return word;
    }

    /** What figures under load are multiples of. */
    Peer yardstick() {
        return yardstick;
    }

    List<Peer> peers() {
        return peers;
    }

    List<Scenario> scenarios() {
        return Scenario.ALL.stream()
                .filter(scenario -> scenario.comparisons().contains(this))
                .toList();
    }
}
