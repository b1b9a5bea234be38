package io.freshet.server;

import java.util.LinkedHashMap;
import java.util.Map;

/** What pages of other origins may do with the hub: the CORS protocol of the Fetch standard. */
final class Cors {
    private static final String METHODS = "GET, HEAD, POST, PUT";
    private static final String REQUEST_HEADERS = "Authorization, Cache-Control, Content-Type, Last-Event-ID";
    private static final String ANSWER_HEADERS = "ETag, Last-Event-ID, Link, Retry-After";

    /** Chromium remembers for two hours at most. */
    private static final String PREFLIGHT_SECONDS = "7200";

    private final Origins origins;

    Cors(Origins origins) {
        this.origins = origins;
    }

    /** The headers that let the page read the answer, if it may. */
    Map<String, String> headers(Exchange exchange) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (!origins.allowAll() && !origins.isEmpty()) {
            headers.put("Vary", "Origin");
        }
        String origin = exchange.header("Origin");
        if (origin == null || !origins.allow(origin)) {
            return headers;
        }
        if (origins.allowAll()) {
            headers.put("Access-Control-Allow-Origin", "*");
        } else {
            headers.put("Access-Control-Allow-Origin", origin);
            headers.put("Access-Control-Allow-Credentials", "true");
        }
        headers.put("Access-Control-Expose-Headers", ANSWER_HEADERS);
        return headers;
    }

    /** The answer to the question what a page may do, which browsers ask before it does it. */
    Answer preflight(Exchange exchange) {
        Answer answer = Answer.of(204);
        String origin = exchange.header("Origin");
        return origin == null || !origins.allow(origin)
                ? answer
                : answer.with("Access-Control-Allow-Methods", METHODS)
                        .with("Access-Control-Allow-Headers", REQUEST_HEADERS)
                        .with("Access-Control-Max-Age", PREFLIGHT_SECONDS);
    }
}
