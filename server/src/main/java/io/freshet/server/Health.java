package io.freshet.server;

import java.util.Map;

/** Says whether the program is up, and whether it takes streams. May be used by any number of threads. */
final class Health {
    private volatile boolean ready;

    /** Whether requests may be sent here from now on. */
    void ready(boolean isReady) {
        ready = isReady;
    }

    Map<String, Endpoint> endpoints() {
        return Map.of(
                "/healthz",
                exchange -> exchange.answer(answer(200, "up")),
                "/readyz",
                exchange -> exchange.answer(ready ? answer(200, "ready") : answer(503, "not ready")));
    }

    private static Answer answer(int status, String text) {
        return Answer.of(status, "text/plain", text + "\n").with("Cache-Control", "no-store");
    }
}
