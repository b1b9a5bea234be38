package io.freshet.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One block of an event stream, its fields as they stand there.
 *
 * @param id the {@code id} field, or null if the block has none
 * @param type the {@code event} field, or null if the block has none
 * @param data the {@code data} fields, joined by LF, or null if the block has none
 * @param retry the {@code retry} field, or null if the block has none
 * @param comments the comments, in their order
 */
public record Frame(
        @Nullable String id,
        @Nullable String type,
        @Nullable String data,
        @Nullable String retry,
        List<String> comments) {
    /** Copies the comments. */
    public Frame {
        comments = List.copyOf(comments);
    }

    /**
     * Reads whole blocks, as the HTML standard's chapter "server-sent events" parses them.
     *
     * @throws IllegalArgumentException if the last block has no end
     */
    public static List<Frame> parse(byte[] bytes) {
        List<Frame> frames = new ArrayList<>();
        Reader reader = new Reader();
        String text = new String(bytes, UTF_8);
        if (!text.isEmpty() && !text.endsWith("\n\n") && !text.endsWith("\r\n\r\n") && !text.endsWith("\r\r")) {
            throw new IllegalArgumentException("the last block of this has no end: " + text);
        }
        for (String line : text.split("\r\n|\n|\r", -1)) {
            if (!line.isEmpty()) {
                reader.line(line);
            } else if (reader.any) {
                frames.add(reader.frame());
                reader = new Reader();
            }
        }
        return frames;
    }

    /** Whether this is an event of this type. */
    public boolean is(String wanted) {
        return wanted.equals(type);
    }

    /** Whether readers dispatch this as an event: only what has data is one. */
    public boolean isEvent() {
        return data != null;
    }

    /** Whether this is one of Freshet's own events. */
    public boolean isOwn() {
        return is("connect") || is("gap") || is("close");
    }

    /** The number in the id, or -1 if the block has none that is a position. */
    public long sequence() {
        return id != null && id.matches("[a-z0-9]+-[0-9]+!?")
                ? Long.parseLong(id.substring(id.lastIndexOf('-') + 1).replace("!", ""))
                : -1;
    }

    /** Whether the id says that everything up to it has been sent. */
    public boolean isComplete() {
        return id != null && !id.endsWith("!");
    }

    /** The block on one line, for messages. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder("<");
        comments.forEach(comment -> out.append(": ").append(comment).append(' '));
        out.append(type != null ? type : data != null ? "message" : "").append(id != null ? " #" + id : "");
        return out.append(data != null ? " " + data : "")
                .append(retry != null ? " retry " + retry : "")
                .append('>')
                .toString();
    }

    private static final class Reader {
        private @Nullable String id;
        private @Nullable String type;
        private @Nullable String data;
        private @Nullable String retry;
        private final List<String> comments = new ArrayList<>();
        private boolean any;

        private void line(String line) {
            any = true;
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            switch (field) {
                case "" -> comments.add(value);
                case "id" -> id = value;
                case "event" -> type = value;
                case "data" -> data = data == null ? value : data + "\n" + value;
                case "retry" -> retry = value;
                default -> throw new IllegalArgumentException("no such field: " + line);
            }
        }

        private Frame frame() {
            return new Frame(id, type, data, retry, comments);
        }
    }
}
