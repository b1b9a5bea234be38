package io.freshet.servlet;

import io.freshet.Refusal;
import jakarta.servlet.http.HttpServletResponse;

/** The status and headers of an answer. */
final class StreamHeaders {
    private static final String CACHE_CONTROL = "Cache-Control";

    private StreamHeaders() {}

    /** Of a stream that begins. Nothing between here and the reader may keep, change or hold back what is sent. */
    static void stream(HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType("text/event-stream");
        response.setHeader(CACHE_CONTROL, "no-cache, no-transform");
        response.setHeader("X-Accel-Buffering", "no");
    }

    /** Of a refusal, in place of those of a stream. */
    static void refusal(Refusal refusal, int length, HttpServletResponse response) {
        response.setStatus(refusal.status());
        response.setContentType("text/event-stream");
        response.setHeader(CACHE_CONTROL, "no-store");
        String retryAfter = refusal.retryAfterSeconds();
        if (retryAfter != null) {
            response.setHeader("Retry-After", retryAfter);
            // The program of another origin that may read the answer may read this header only if it is told so.
            if (response.containsHeader("Access-Control-Allow-Origin")) {
                response.addHeader("Access-Control-Expose-Headers", "Retry-After");
            }
        }
        response.setContentLength(length);
    }
}
