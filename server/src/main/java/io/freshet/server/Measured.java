package io.freshet.server;

import io.freshet.ConnectRequest;
import io.freshet.Connection;
import io.freshet.Hub;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The Mercure endpoint with somebody who watches: how long publishers wait, and who is refused before the hub hears of it. */
final class Measured implements Endpoint {
    private final Endpoint endpoint;
    private final HubMetrics metrics;
    private final LongSupplier nanos;

    /** @param nanos a clock such as {@link System#nanoTime} */
    Measured(Endpoint endpoint, HubMetrics metrics, LongSupplier nanos) {
        this.endpoint = endpoint;
        this.metrics = metrics;
        this.nanos = nanos;
    }

    @Override
    public void handle(Exchange exchange) {
        boolean ofTheHub = exchange.path().equals(MercureEndpoint.PATH);
        switch (ofTheHub ? exchange.method() : "") {
            case "GET" -> endpoint.handle(new Asking(exchange));
            case "POST" -> endpoint.handle(new Publishing(exchange));
            default -> endpoint.handle(exchange);
        }
    }

    /** In the words that the hub has for its own refusals. */
    private static String reason(int status) {
        return switch (status) {
            case 400, 405, 406, 413, 415 -> "invalid";
            case 401 -> "unauthenticated";
            case 403 -> "forbidden";
            case 429 -> "limit";
            case 503 -> "full";
            default -> "failed";
        };
    }

    /** Somebody asks for a stream. What the hub makes of it, it tells its listeners. */
    private final class Asking extends Passed {
        Asking(Exchange exchange) {
            super(exchange);
        }

        @Override
        public void answer(Answer answer) {
            if (answer.status() >= 400) {
                metrics.refused(reason(answer.status()));
            }
            super.answer(answer);
        }
    }

    /** Somebody publishes. */
    private final class Publishing extends Passed {
        private final long beganAt = nanos.getAsLong();

        Publishing(Exchange exchange) {
            super(exchange);
        }

        @Override
        public void answer(Answer answer) {
            String outcome = answer.status() < 400 ? "published" : reason(answer.status());
            metrics.published(outcome, Duration.ofNanos(nanos.getAsLong() - beganAt));
            super.answer(answer);
        }
    }

    /** An exchange as it is. */
    private abstract static class Passed implements Exchange {
        private final Exchange exchange;

        Passed(Exchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public String method() {
            return exchange.method();
        }

        @Override
        public String path() {
            return exchange.path();
        }

        @Override
        public Map<String, List<String>> query() {
            return exchange.query();
        }

        @Override
        public @Nullable String header(String name) {
            return exchange.header(name);
        }

        @Override
        public List<String> headers(String name) {
            return exchange.headers(name);
        }

        @Override
        public byte[] body() {
            return exchange.body();
        }

        @Override
        public InetSocketAddress remoteAddress() {
            return exchange.remoteAddress();
        }

        @Override
        public boolean isSecure() {
            return exchange.isSecure();
        }

        @Override
        public void answer(Answer answer) {
            exchange.answer(answer);
        }

        @Override
        public Connection stream(Hub hub, ConnectRequest request, StreamHeaders headers) {
            return exchange.stream(hub, request, headers);
        }

        @Override
        public void abort() {
            exchange.abort();
        }
    }
}
