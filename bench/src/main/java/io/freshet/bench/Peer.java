package io.freshet.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A server that is measured, in a process of its own. It answers a GET of {@link #STREAM} with an event stream, and a POST to
 * {@link #PUBLISH} once it has accepted the body as the data of an event for every stream.
 */
enum Peer {
    FRESHET("freshet", "Freshet's starter", FreshetServer.class),
    EMITTER_MAP("emitter-map", "map of `SseEmitter`s", EmitterMapServer.class);

    static final String STREAM = "/events";
    static final String PUBLISH = "/publish";

    private final String word;
    private final String title;
    private final Class<?> main;

    Peer(String word, String title, Class<?> main) {
        this.word = word;
        this.title = title;
        this.main = main;
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

    /** What starts it; it serves 127.0.0.1 on this port. */
    List<String> command(int port, List<String> javaOptions) {
        return Java.command(main, javaOptions, "--server.port=" + port);
    }
}
