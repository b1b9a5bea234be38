package io.freshet.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** What Redis does for the log in one step. */
final class Scripts {
    /** For what keeps a node going or makes room: Redis takes it also when its memory is full, which it tells whoever appends. */
    private static final String ALSO_WHEN_FULL = "#!lua flags=allow-oom\n";

    /** Appends an entry; gives its id, or nothing if the log is not what the node knows. */
    static final String APPEND = read("append.lua");

    /** Says what a node has seen; gives the state of the log, its life, and its last id. */
    static final String ATTEND = ALSO_WHEN_FULL + read("attend.lua");

    /** Writes before replicas are waited for. */
    static final String REPLICATED = ALSO_WHEN_FULL + read("replicated.lua");

    private static final String PLACES = read("places.lua");

    /** Appends a change of a subscription, and adds it to what is known of its subscriber; otherwise as an append. */
    static final String CHANGE = PLACES + "local function append()\n" + APPEND + "\nend\n" + read("change.lua");

    /** Gives a connection its subscriber's place, or a free one. */
    static final String CLAIM = PLACES + read("claim.lua");

    /** Draws a ticket. */
    static final String TICKET = PLACES + read("ticket.lua");

    /** Takes a place away from a connection. */
    static final String VACATE = ALSO_WHEN_FULL + PLACES + read("vacate.lua");

    /** Forgets a subscriber. */
    static final String FORGET = ALSO_WHEN_FULL + PLACES + read("forget.lua");

    /** What is known of a subscriber. */
    static final String FIND = PLACES + read("find.lua");

    /** Gives a node its lease. */
    static final String RENEW = ALSO_WHEN_FULL + PLACES + read("renew.lua");

    /** Ends a node's lease. */
    static final String RESIGN = ALSO_WHEN_FULL + PLACES + read("resign.lua");

    /** Who has a place. */
    static final String PRESENCE = PLACES + read("presence.lua");

    static final List<String> ALL =
            List.of(APPEND, ATTEND, REPLICATED, CHANGE, CLAIM, TICKET, VACATE, FORGET, FIND, RENEW, RESIGN, PRESENCE);

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
