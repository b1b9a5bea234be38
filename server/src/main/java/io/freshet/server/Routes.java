package io.freshet.server;

import java.util.HashMap;
import java.util.Map;

/** Hands each request to whom its path belongs. What has a path of its own is read and never written. */
final class Routes implements Endpoint {
    private final Map<String, Endpoint> byPath;
    private final Endpoint others;

    /**
     * @param byPath what answers GET at exactly this path
     * @param others answers everything else
     */
    Routes(Map<String, Endpoint> byPath, Endpoint others) {
        this.byPath = new HashMap<>(byPath);
        this.others = others;
    }

    @Override
    public void handle(Exchange exchange) {
        Endpoint endpoint = byPath.get(exchange.path());
        if (endpoint == null) {
            others.handle(exchange);
        } else if (exchange.method().equals("GET") || exchange.method().equals("HEAD")) {
            endpoint.handle(exchange);
        } else {
            exchange.answer(Answer.of(405, "text/plain", exchange.method() + " is not allowed here: GET or HEAD\n")
                    .with("Allow", "GET, HEAD"));
        }
    }
}
