package io.freshet.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Answers with what it was asked. What is asked of {@code /later} waits until it is told to answer. */
final class EchoEndpoint implements Endpoint {
    private final Queue<Exchange> later = new ConcurrentLinkedQueue<>();

    @Override
    public void handle(Exchange exchange) {
        switch (exchange.path()) {
            case "/later" -> later.add(exchange);
            case "/failing" -> throw new IllegalStateException("on purpose");
            default -> answer(exchange);
        }
    }

    private static void answer(Exchange exchange) {
        exchange.answer(Answer.of(200, "text/plain", told(exchange)));
    }

    static String told(Exchange exchange) {
        List<String> parts = new ArrayList<>(List.of(exchange.method(), exchange.path()));
        exchange.query().forEach((name, values) -> parts.add(name + "=" + String.join(",", values)));
        if (exchange.body().length > 0) {
            parts.add(new String(exchange.body(), UTF_8));
        }
        return String.join(" ", parts);
    }

    int waiting() {
        return later.size();
    }

    /** Answers what waits, on this thread. */
    void answerWaiting() {
        for (Exchange exchange = later.poll(); exchange != null; exchange = later.poll()) {
            answer(exchange);
        }
    }
}
