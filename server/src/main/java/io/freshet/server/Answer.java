package io.freshet.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A whole response.
 *
 * @param status 200 to 599
 * @param headers names and values, in their order; a name may come more than once. Lengths and connection headers are the server's
 * @param body not to be changed any more; empty for none
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Answer(int status, List<Map.Entry<String, String>> headers, byte[] body) {
    /** @throws IllegalArgumentException if the status, or the name or value of a header is not allowed */
    public Answer {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("status " + status + " is not allowed: 200 to 599");
        }
        headers = List.copyOf(headers);
        headers.forEach(header -> HeaderText.require(header.getKey(), header.getValue()));
    }

    /** A response without a body. */
    public static Answer of(int status) {
        return new Answer(status, List.of(), new byte[0]);
    }

    /** A response with a text in UTF-8, of this content type (without its charset for {@code text/*}). */
    public static Answer of(int status, String contentType, String text) {
        String type = contentType.startsWith("text/") ? contentType + "; charset=utf-8" : contentType;
        return new Answer(status, List.of(Map.entry("Content-Type", type)), text.getBytes(UTF_8));
    }

    /** The same with one more header. */
    public Answer with(String name, String value) {
        List<Map.Entry<String, String>> more = new ArrayList<>(headers);
        more.add(Map.entry(name, value));
        return new Answer(status, more, body);
    }
}
