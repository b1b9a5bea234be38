package io.freshet.server;

import io.freshet.Hub;

/** The Mercure protocol, as an endpoint: subscribing, publishing, active subscriptions, and what Freshet adds. */
public final class MercureEndpoint implements Endpoint, AutoCloseable {
    /** The path that the protocol prescribes. Everything that is the endpoint's is this path, or beneath it. */
    public static final String PATH = "/.well-known/mercure";

    private final Hub hub;
    private final MercureSettings settings;

    /** An endpoint over a hub, which whoever made it closes after the endpoint. */
    public MercureEndpoint(Hub hub, MercureSettings settings) {
        this.hub = hub;
        this.settings = settings;
    }

    @Override
    public void handle(Exchange exchange) {
        exchange.answer(Answer.of(hub.subscriberCount() < 0 ? 500 : 501, "text/plain", settings.cookie()));
    }

    /** Ends what runs beside requests. Requests may not come in any more. */
    @Override
    public void close() {}
}
