package io.freshet.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A block of an event stream as it came over the wire: all lines up to a blank one.
 *
 * @param id the last {@code id} field, or null
 * @param event the last {@code event} field, or null
 * @param dataLines the {@code data} fields, in order
 * @param retry the last {@code retry} field in milliseconds, or null
 * @param comments what stands behind the colon of each comment, in order
 */
public record SseBlock(
        @Nullable String id,
        @Nullable String event,
        List<String> dataLines,
        @Nullable Long retry,
        List<String> comments) {
    /** Nothing can be changed afterwards. */
    public SseBlock {
        dataLines = List.copyOf(dataLines);
        comments = List.copyOf(comments);
    }

    /**
     * Reads a block's lines.
     *
     * @throws IllegalArgumentException if a line is no field that the HTML standard knows: a server should not send such
     */
    static SseBlock of(List<String> lines) {
        String id = null;
        String event = null;
        Long retry = null;
        List<String> data = new ArrayList<>();
        List<String> comments = new ArrayList<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String rest = colon < 0 ? "" : line.substring(colon + 1);
            String value = rest.startsWith(" ") ? rest.substring(1) : rest;
            switch (field) {
                case "" -> comments.add(value);
                case "id" -> id = value;
                case "event" -> event = value;
                case "data" -> data.add(value);
                case "retry" -> retry = Long.valueOf(value);
                default -> throw new IllegalArgumentException("not a line of an event stream: " + line);
            }
        }
        return new SseBlock(id, event, data, retry, comments);
    }

    /** The event's name, {@code message} if the block has none. */
    public String name() {
        return event == null ? "message" : event;
    }

    /** The data, its lines joined by line feeds. */
    public String data() {
        return String.join("\n", dataLines);
    }

    /** Whether it is an event that a page would see: one with data. */
    public boolean isEvent() {
        return !dataLines.isEmpty();
    }
}
