package io.freshet.bench;

import io.freshet.testkit.RedisProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Where a server has what those who come back have missed. */
enum History {
    MEMORY("memory", "Freshet's hub, memory", Peer.FRESHET_HUB) {
        @Override
        Kept open(Path folder) {
            return new Kept(List.of(), () -> {});
        }
    },
    FILE("file", "Freshet's hub, file", Peer.FRESHET_HUB) {
        @Override
        Kept open(Path folder) {
            return new Kept(List.of("--history-file=" + folder.resolve("history")), () -> {});
        }
    },
    REDIS("redis", "Freshet's hub, Redis", Peer.FRESHET_HUB) {
        @Override
        Kept open(Path folder) throws IOException {
            RedisProcess redis = RedisProcess.start();
            return new Kept(List.of("--redis=" + redis.url()), redis::close);
        }
    },
    NCHAN("nchan", "nchan", Peer.NCHAN) {
        @Override
        Kept open(Path folder) {
            return new Kept(List.of(), () -> {});
        }
    };

    private final String word;
    private final String title;
    private final Peer peer;

    History(String word, String title, Peer peer) {
        this.word = word;
        this.title = title;
        this.peer = peer;
    }

    /** @throws IllegalArgumentException if none has this name */
    static History of(String word) {
        return Arrays.stream(values())
                .filter(history -> history.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no history in '" + word + "'. Allowed: "
                        + Arrays.stream(values()).map(each -> each.word).collect(Collectors.joining(", "))));
    }

    String title() {
        return title;
    }

    Peer peer() {
        return peer;
    }

    /**
     * Begins an empty one.
     *
     * @param folder an empty one
     */
    abstract Kept open(Path folder) throws IOException;

    /**
     * What is there while a server runs.
     *
     * @param settings that have the hub use it
     */
    record Kept(List<String> settings, Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }
}
