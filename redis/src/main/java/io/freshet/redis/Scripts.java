package io.freshet.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** What Redis does for the log in one step. */
final class Scripts {
    /** Appends an entry; gives its id, or nothing if the log is not what the node knows. */
    static final String APPEND = read("append.lua");

    /** Says what a node has seen; gives the state of the log, its life, and its last id. */
    static final String ATTEND = read("attend.lua");

    private Scripts() {}

    private static String read(String name) {
        try (InputStream in = Scripts.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the jar");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
