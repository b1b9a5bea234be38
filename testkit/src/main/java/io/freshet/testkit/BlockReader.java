package io.freshet.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what comes in lines: blocks of an event stream, and the heads of HTTP/1. */
final class BlockReader {
    private BlockReader() {}

    /** The next block; null at the end of the stream. */
    static @Nullable SseBlock block(InputStream from) throws IOException {
        List<String> lines = new ArrayList<>();
        while (true) {
            String line = line(from);
            if (line == null) {
                if (!lines.isEmpty()) {
                    throw new EOFException("the response ended within a block: " + lines);
                }
                return null;
            }
            if (!line.isEmpty()) {
                lines.add(line);
            } else if (!lines.isEmpty()) {
                return SseBlock.of(lines);
            }
        }
    }

    /** A line without its end; null at the end of the stream. */
    static @Nullable String line(InputStream from) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = from.read(); next != '\n'; next = from.read()) {
            if (next < 0) {
                if (line.size() > 0) {
                    throw new EOFException("the stream ended within a line: " + line.toString(UTF_8));
                }
                return null;
            }
            line.write(next);
        }
        String text = line.toString(UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
