package io.freshet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;

/** Writes the blocks of an event stream, as the HTML standard's chapter "server-sent events" defines them. */
final class Frames {
    /** The reconnection time of those who are not to come back: a day. */
    private static final Duration STAY_AWAY = Duration.ofDays(1);

    /** Marks the id of a frame whose position is reached only with what follows it; whoever returns with it is told of a gap. */
    private static final String UNFINISHED = "!";

    private Frames() {}

    static byte[] event(EventId id, Event event) {
        return bytes(body(
                new StringBuilder(event.data().length() + 96)
                        .append("id: ")
                        .append(id)
                        .append('\n'),
                event));
    }

    /** An event of a snapshot that others follow: its position is not reached yet, so it has no id. */
    static byte[] eventWithoutId(Event event) {
        return bytes(body(new StringBuilder(event.data().length() + 64), event));
    }

    /**
     * The first frame of a response.
     *
     * @param complete whether nothing is owed up to the position; if something is, the id tells so when it comes back
     * @param held what is held at the position
     */
    static byte[] connect(
            EventId position,
            boolean complete,
            String subscriber,
            String connection,
            Duration heartbeat,
            Held held,
            Duration retry) {
        return bytes(new StringBuilder("retry: ")
                .append(retry.toMillis())
                .append("\nid: ")
                .append(position)
                .append(complete ? "" : UNFINISHED)
                .append("\nevent: connect\ndata: {\"subscriber\":\"")
                .append(subscriber)
                .append("\",\"connection\":\"")
                .append(connection)
                .append("\",\"heartbeat\":")
                .append(heartbeat.toMillis())
                .append(',')
                .append(held.json())
                .append("}\n\n"));
    }

    /** From this position on another revision is held. */
    static byte[] reselected(EventId position, Held held) {
        return bytes(new StringBuilder("id: ")
                .append(position)
                .append("\nevent: reselected\ndata: {")
                .append(held.json())
                .append("}\n\n"));
    }

    /** The first frame of a response whose client knows nothing of {@code connect}. */
    static byte[] plainConnect(EventId position, Duration retry) {
        return bytes(new StringBuilder("retry: ")
                .append(retry.toMillis())
                .append("\nid: ")
                .append(position)
                .append("\n\n"));
    }

    /** @param held what is held where it goes on from */
    static byte[] gap(EventId goesOnFrom, boolean complete, GapReason reason, Held held) {
        return bytes(new StringBuilder("id: ")
                .append(goesOnFrom)
                .append(complete ? "" : UNFINISHED)
                .append("\nevent: gap\ndata: {\"reason\":\"")
                .append(reason)
                .append("\",")
                .append(held.json())
                .append("}\n\n"));
    }

    static byte[] close(CloseReason reason, Duration retry) {
        return close(reason.toString(), reason.comeBack(), retryAfter(reason, retry));
    }

    /** The last frame of a response whose client knows nothing of {@code close}. */
    static byte[] plainClose(CloseReason reason, Duration retry) {
        return bytes(new StringBuilder("retry: ")
                .append(retryAfter(reason, retry).toMillis())
                .append("\n\n"));
    }

    private static Duration retryAfter(CloseReason reason, Duration retry) {
        return reason.comeBack() ? retry : STAY_AWAY;
    }

    private static byte[] close(String reason, boolean comeBack, Duration retry) {
        return bytes(new StringBuilder("retry: ")
                .append(retry.toMillis())
                .append("\nevent: close\ndata: {\"reason\":\"")
                .append(reason)
                .append("\",\"comeBack\":")
                .append(comeBack)
                .append("}\n\n"));
    }

    static byte[] heartbeat(EventId position) {
        return bytes(new StringBuilder("id: ").append(position).append("\n\n"));
    }

    static byte[] comment(String text) {
        StringBuilder out = new StringBuilder();
        lines(out, ": ", text);
        return bytes(out.append('\n'));
    }

    static byte[] refusal(Refusal refusal) {
        if (refusal.inStream()) {
            Duration retry = refusal.retryAfter();
            return close(refusal.reason().toString(), true, retry == null ? Duration.ofSeconds(5) : retry);
        }
        StringBuilder data = new StringBuilder("{\"code\":");
        quote(data, refusal.code());
        quote(data.append(",\"reason\":"), refusal.reason().toString());
        quote(data.append(",\"message\":"), refusal.message());
        StringBuilder out = new StringBuilder("event: error\n");
        lines(out, "data: ", data.append('}').toString());
        return bytes(out.append('\n'));
    }

    private static StringBuilder body(StringBuilder out, Event event) {
        if (!event.type().equals(Event.MESSAGE)) {
            out.append("event: ").append(event.type()).append('\n');
        }
        Duration retry = event.retry();
        if (retry != null) {
            out.append("retry: ").append(retry.toMillis()).append('\n');
        }
        lines(out, "data: ", event.data());
        return out.append('\n');
    }

    private static void lines(StringBuilder out, String field, String text) {
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                out.append(field).append(text, start, i).append('\n');
                i += c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n' ? 1 : 0;
                start = i + 1;
            }
        }
        out.append(field).append(text, start, text.length()).append('\n');
    }

    private static void quote(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private static byte[] bytes(StringBuilder text) {
        return text.toString().getBytes(UTF_8);
    }
}
