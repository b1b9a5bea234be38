package io.freshet.server;

import io.freshet.Connection;
import io.freshet.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What hubs make of requests, as it is answered. */
final class StreamAnswers {
    private static final String TYPE = "Content-Type";
    private static final String EVENT_STREAM = "text/event-stream";
    private static final String CACHE_CONTROL = "Cache-Control";
    private static final String RETRY_AFTER = "Retry-After";
    private static final String EXPOSED = "Access-Control-Expose-Headers";

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
        List<Map.Entry<String, String>> others = more.entrySet().stream()
                .filter(header -> !isOfEachRefusal(header.getKey()))
                .toList();
        Answer answer = new Answer(refusal.status(), others, refusal.body())
                .with(TYPE, EVENT_STREAM)
                .with(CACHE_CONTROL, "no-store");
        String retryAfter = refusal.retryAfterSeconds();
        if (retryAfter == null) {
            return answer;
        }
        answer = answer.with(RETRY_AFTER, retryAfter);
        // The program of another origin that may read the answer may read this header only if it is told so.
        Map<String, String> known = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        known.putAll(more);
        boolean isTold = known.getOrDefault(EXPOSED, "").contains(RETRY_AFTER);
        return known.containsKey("Access-Control-Allow-Origin") && !isTold ? answer.with(EXPOSED, RETRY_AFTER) : answer;
    }

    private static boolean isOfEachRefusal(String header) {
        return header.equalsIgnoreCase(TYPE) || header.equalsIgnoreCase(CACHE_CONTROL);
    }
}
