package io.freshet.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** A server that is measured, in a process of its own. */
enum Peer {
    FRESHET("freshet", "Freshet, accelerated", new SpringServer(FreshetServer.class, WebServer.TOMCAT)),
    FRESHET_PORTABLE(
            "freshet-portable",
            "Freshet, portable",
            new SpringServer(FreshetServer.class, WebServer.TOMCAT, "--freshet.acceleration=off")),
    EMITTER_MAP("emitter-map", "map of `SseEmitter`s", new SpringServer(EmitterMapServer.class, WebServer.TOMCAT)),
    WEBFLUX("webflux", "Spring WebFlux", new SpringServer(WebFluxServer.class, WebServer.NETTY)),
    FRESHET_STREAMS_ONLY(
            "freshet-streams-only",
            "Freshet, accelerated, `streams-only`",
            new SpringServer(FreshetServer.class, WebServer.TOMCAT, "--freshet.connector.streams-only=true")),
    FRESHET_JETTY(
            "freshet-jetty", "Freshet on Jetty, accelerated", new SpringServer(FreshetServer.class, WebServer.JETTY)),
    EMITTER_MAP_JETTY(
            "emitter-map-jetty",
            "map of `SseEmitter`s on Jetty",
            new SpringServer(EmitterMapServer.class, WebServer.JETTY)),
    FRESHET_HUB("freshet-hub", "Freshet's hub", new HubProgram(), new MercureDialect(), SubscriptionsWitness::new),
    NCHAN("nchan", "nchan", new Nchan(), new PlainDialect(), CountWitness::ofNchan),
    FLOOR("floor", "one `write` per delivery, in C", new Floor(), new PlainDialect(), AskedWitness::new),
    MERCURE("mercure", "Mercure", new Mercure(), new MercureDialect(), SubscriptionsWitness::new),
    CENTRIFUGO("centrifugo", "Centrifugo", new Centrifugo(), new CentrifugoDialect(), CountWitness::ofCentrifugo),
    BETTER_SSE("better-sse", "better-sse", new BetterSse(), new PlainDialect(), AskedWitness::new);

    private final String word;
    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // None of them has a field that changes.
    private final Program program;

    @SuppressWarnings("ImmutableEnumChecker") // None of them has a field.
    private final Dialect dialect;

    @SuppressWarnings("ImmutableEnumChecker") // It is a constructor.
    private final Witness.Maker witness;

    Peer(String word, String title, SpringServer program) {
        this(word, title, program, new PlainDialect(), AskedWitness::new);
    }

    Peer(String word, String title, Program program, Dialect dialect, Witness.Maker witness) {
        this.word = word;
        this.title = title;
        this.program = program;
        this.dialect = dialect;
        this.witness = witness;
    }

    /** @throws IllegalArgumentException if no peer has this name */
    static Peer of(String word) {
        return find(word)
                .orElseThrow(() -> new IllegalArgumentException("There is no peer '" + word + "'. Allowed: "
                        + Arrays.stream(values()).map(Peer::word).collect(Collectors.joining(", "))));
    }

    private static Optional<Peer> find(String word) {
        return Arrays.stream(values()).filter(peer -> peer.word.equals(word)).findFirst();
    }

    /** What the command line and file names call it. */
    String word() {
        return word;
    }

    /** What the table calls it. */
    String title() {
        return title;
    }

    Program program() {
        return program;
    }

    Dialect dialect() {
        return dialect;
    }

    /** What its memory and its idling are compared with: the map on the same web server for what uses one, else nchan. */
    Peer yardstick() {
        return switch (this) {
            case FRESHET_JETTY, EMITTER_MAP_JETTY -> EMITTER_MAP_JETTY;
            case FRESHET, FRESHET_PORTABLE, FRESHET_STREAMS_ONLY, EMITTER_MAP, WEBFLUX -> EMITTER_MAP;
            default -> NCHAN;
        };
    }

    /** Whether it is meant to see that clients go, without writing to them, and has to prove it. */
    boolean isSighted() {
        return this == FRESHET || this == FRESHET_STREAMS_ONLY || this == FRESHET_JETTY || this == WEBFLUX;
    }

    /** Begins to watch which of its named streams end. */
    Witness witness(ServerProcess server) throws IOException {
        return witness.of(server);
    }
}
