package io.freshet.server;

import io.freshet.Hub;
import io.freshet.testkit.TransportContract;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers {@code GET /events} as the transport contract wants it. */
final class StreamEndpoint implements Endpoint {
    private final Hub hub;

    StreamEndpoint(Hub hub) {
        this.hub = hub;
    }

    @Override
    public void handle(Exchange exchange) {
        exchange.stream(
                hub,
                TransportContract.connectRequest(name -> parameter(exchange, name), exchange.header("Last-Event-ID")),
                Exchange.StreamHeaders.NONE);
    }

    private static @Nullable String parameter(Exchange exchange, String name) {
        List<String> values = exchange.query().get(name);
        return values == null ? null : values.get(0);
    }
}
