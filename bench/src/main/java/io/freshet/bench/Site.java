package io.freshet.bench;

import java.net.InetSocketAddress;

/**
 * What clients need to know of a server.
 *
 * @param size how many bytes the data of an event has
 */
record Site(InetSocketAddress address, Dialect dialect, int size) {
    /** The request for a stream. */
    static String get(String target, String headers) {
        return "GET " + target + " HTTP/1.1\r\nHost: bench\r\nAccept: text/event-stream\r\n" + headers + "\r\n";
    }
}
