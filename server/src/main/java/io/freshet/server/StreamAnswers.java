package io.freshet.server;

import io.freshet.Connection;
import io.freshet.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What hubs make of requests, as it is answered. */
final class StreamAnswers {
    private static final String TYPE = "Content-Type";
    private static final String EVENT_STREAM = "text/event-stream";
    private static final String CACHE_CONTROL = "Cache-Control";

    private StreamAnswers() {}

    /**
     * The headers of a stream that begins. Nothing between here and the reader may keep, change or hold back what is sent.
     *
     * @throws IllegalArgumentException if the name or value of one is not allowed
     */
    static Iterable<Map.Entry<String, String>> headers(Connection connection, Exchange.StreamHeaders more) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(TYPE, EVENT_STREAM);
        headers.put(CACHE_CONTROL, "no-cache, no-transform");
        headers.put("X-Accel-Buffering", "no");
        more.of(connection).forEach((name, value) -> {
            HeaderText.require(name, value);
            headers.put(name, value);
        });
        return headers.entrySet();
    }

    static Answer refusal(Refusal refusal, Map<String, String> more) {
        Answer answer = new Answer(refusal.status(), List.copyOf(more.entrySet()), refusal.body())
                .with(TYPE, EVENT_STREAM)
                .with(CACHE_CONTROL, "no-store");
        String retryAfter = refusal.retryAfterSeconds();
        if (retryAfter == null) {
            return answer;
        }
        answer = answer.with("Retry-After", retryAfter);
        // The program of another origin that may read the answer may read this header only if it is told so.
        return isNamed("Access-Control-Allow-Origin", more)
                ? answer.with("Access-Control-Expose-Headers", "Retry-After")
                : answer;
    }

    private static boolean isNamed(String name, Map<String, String> headers) {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(headers.keySet());
        return names.contains(name);
    }
}
