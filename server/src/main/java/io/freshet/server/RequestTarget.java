package io.freshet.server;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What a request asks for (RFC 9112, 3.2).
 *
 * @param path as it came, percent-encoded
 * @param query decoded, each parameter with its values in their order
 */
record RequestTarget(String path, Map<String, List<String>> query) {
    /** @throws IllegalArgumentException if the query has a broken percent-encoding, or the target is empty */
    static RequestTarget of(String text) {
        String target = withoutOrigin(text);
        if (target.isEmpty()) {
            throw new IllegalArgumentException("an empty target is not allowed");
        }
        // Its length is bounded by that of the head, so the number of parameters need not be.
        QueryStringDecoder decoder =
                new QueryStringDecoder(target, StandardCharsets.UTF_8, true, Integer.MAX_VALUE, true);
        try {
            return new RequestTarget(decoder.rawPath(), decoder.parameters());
        } catch (IllegalArgumentException malformed) {
            throw withoutTheTarget();
        }
    }

    /** Netty's message has all of the query, in which a token may stand, and this one may be logged. */
    private static IllegalArgumentException withoutTheTarget() {
        return new IllegalArgumentException("a query with a broken percent-encoding is not allowed");
    }

    /** Of the absolute form, as it is sent to proxies, what follows the name of the server. */
    private static String withoutOrigin(String text) {
        if (text.startsWith("/") || !text.contains("://")) {
            return text;
        }
        int path = text.indexOf('/', text.indexOf("://") + 3);
        return path < 0 ? "/" : text.substring(path);
    }
}
