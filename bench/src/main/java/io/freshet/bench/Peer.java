package io.freshet.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A server that is measured, in a process of its own. It answers a GET of {@link #STREAM} with an event stream, and a POST to
 * {@link #PUBLISH} once it has accepted the body as the data of an event for every stream. It tells its heap ({@link Heap}) and
 * which of the streams that had a name have ended ({@link Endings}).
 */
enum Peer {
    FRESHET("freshet", "Freshet, accelerated", FreshetServer.class, WebServer.TOMCAT),
    FRESHET_PORTABLE(
            "freshet-portable",
            "Freshet, portable",
            FreshetServer.class,
            WebServer.TOMCAT,
            "--freshet.acceleration=off"),
    EMITTER_MAP("emitter-map", "map of `SseEmitter`s", EmitterMapServer.class, WebServer.TOMCAT),
    WEBFLUX("webflux", "Spring WebFlux", WebFluxServer.class, WebServer.NETTY),
    FRESHET_STREAMS_ONLY(
            "freshet-streams-only",
            "Freshet, accelerated, `streams-only`",
            FreshetServer.class,
            WebServer.TOMCAT,
            "--freshet.connector.streams-only=true"),
    FRESHET_JETTY("freshet-jetty", "Freshet on Jetty, accelerated", FreshetServer.class, WebServer.JETTY),
    EMITTER_MAP_JETTY("emitter-map-jetty", "map of `SseEmitter`s on Jetty", EmitterMapServer.class, WebServer.JETTY);

    /** Those that every scenario compares. */
    static final List<Peer> MAIN = List.of(FRESHET, FRESHET_PORTABLE, EMITTER_MAP, WEBFLUX);

    static final String STREAM = "/events";
    static final String PUBLISH = "/publish";

    private final String word;
    private final String title;
    private final Class<?> main;
    private final WebServer webServer;

    @SuppressWarnings("ImmutableEnumChecker") // It is made with List.of.
    private final List<String> arguments;

    Peer(String word, String title, Class<?> main, WebServer webServer, String... arguments) {
        this.word = word;
        this.title = title;
        this.main = main;
        this.webServer = webServer;
        this.arguments = List.of(arguments);
    }

    /** @throws IllegalArgumentException if no peer has this name */
    static Peer of(String word) {
        return Arrays.stream(values())
                .filter(peer -> peer.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no peer '" + word + "'. Allowed: "
                        + Arrays.stream(values()).map(Peer::word).collect(Collectors.joining(", "))));
    }

    /** What the command line and file names call it. */
    String word() {
        return word;
    }

    /** What the table calls it. */
    String title() {
        return title;
    }

    /** What it is compared with: the map on the same web server, or on Tomcat if there is none. */
    Peer yardstick() {
        return webServer == WebServer.JETTY ? EMITTER_MAP_JETTY : EMITTER_MAP;
    }

    /** Whether it is meant to see that clients go, without writing to them. */
    boolean isSighted() {
        return this == FRESHET || this == FRESHET_STREAMS_ONLY || this == FRESHET_JETTY || this == WEBFLUX;
    }

    /** What starts it; it serves 127.0.0.1 on this port. */
    List<String> command(int port, List<String> javaOptions) {
        List<String> all = new ArrayList<>(webServer.arguments());
        all.addAll(arguments);
        all.add("--server.port=" + port);
        return Java.command(main, javaOptions, all);
    }
}
