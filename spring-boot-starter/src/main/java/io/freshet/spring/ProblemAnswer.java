package io.freshet.spring;

import io.freshet.Refusal;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.json.JsonWriter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/** A refusal as programs read it that do not read a stream: a problem detail (RFC 9457) with a {@code code} beside it. */
final class ProblemAnswer {
    private ProblemAnswer() {}

    static void refuse(Refusal refusal, HttpServletResponse response) throws IOException {
        String retryAfter = refusal.retryAfterSeconds();
        if (retryAfter != null) {
            response.setHeader(HttpHeaders.RETRY_AFTER, retryAfter);
            if (response.containsHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN)) {
                response.addHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, HttpHeaders.RETRY_AFTER);
            }
        }
        HttpStatus status = HttpStatus.resolve(refusal.status());
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", status == null ? "Refused" : status.getReasonPhrase());
        problem.put("status", refusal.status());
        problem.put("detail", refusal.message());
        problem.put("code", refusal.code());
        json(refusal.status(), MediaType.APPLICATION_PROBLEM_JSON_VALUE, problem, response);
    }

    static void json(int status, String type, Map<String, Object> body, HttpServletResponse response)
            throws IOException {
        byte[] bytes =
                JsonWriter.<Map<String, Object>>standard().writeToString(body).getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(type);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
        response.flushBuffer();
    }
}
