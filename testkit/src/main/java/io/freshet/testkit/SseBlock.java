package io.freshet.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

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

    /**
     * Reads whole blocks.
     *
     * @throws IllegalArgumentException if the last block has no end, or a line is no field that the HTML standard knows
     */
    public static List<SseBlock> parse(byte[] bytes) {
        String text = new String(bytes, UTF_8);
        if (!text.isEmpty() && !text.endsWith("\n\n") && !text.endsWith("\r\n\r\n") && !text.endsWith("\r\r")) {
            throw new IllegalArgumentException("the last block of this has no end: " + text);
        }
        List<SseBlock> blocks = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (String line : text.split("\r\n|\n|\r", -1)) {
            if (!line.isEmpty()) {
                lines.add(line);
            } else if (!lines.isEmpty()) {
                blocks.add(of(lines));
                lines.clear();
            }
        }
        return blocks;
    }

    /** Whether this is an event of this name. */
    public boolean is(String wanted) {
        return wanted.equals(event);
    }

    /** Whether this is one of Freshet's own events. */
    public boolean isOwn() {
        return is("connect") || is("gap") || is("reselected") || is("close");
    }

    /** The reason that a {@code gap} or a {@code close} gives; empty if the block gives none. */
    public String reason() {
        return data().replaceFirst("^(?s:(?:\\{\"reason\":\"([a-z-]*)\".*)|.*)$", "$1");
    }

    /** The number in the id, or -1 if the block has none that is a position. */
    public long sequence() {
        return id != null && id.matches("[a-z][a-z0-9]*:[0-9]+!?")
                ? Long.parseLong(id.substring(id.lastIndexOf(':') + 1).replace("!", ""))
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
        out.append(isEvent() ? name() : "").append(id != null ? " #" + id : "");
        return out.append(isEvent() ? " " + data() : "")
                .append(retry != null ? " retry " + retry : "")
                .append('>')
                .toString();
    }
}
