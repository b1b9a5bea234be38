package io.freshet;

/**
 * A named endpoint with its path variables.
 *
 * @param name the endpoint's name, such as {@code /stores/{store}/events}; limits per owner count within one name
 * @param path the name with its variables filled in, such as {@code /stores/2/events}
 */
public record Stream(String name, String path) {
    /** @throws IllegalArgumentException if name or path is empty, longer than 1,024 characters, or has a control character */
    public Stream {
        Text.requirePlain("stream name", name, Text.MAX_STREAM);
        Text.requirePlain("stream path", path, Text.MAX_STREAM);
    }

    /** A stream without path variables. */
    public static Stream of(String path) {
        return new Stream(path, path);
    }
}
