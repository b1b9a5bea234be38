package io.freshet.server;

/** Answers requests. */
@FunctionalInterface
public interface Endpoint {
    /**
     * Takes a request whose body has arrived whole, and answers it now or later. Called by an event loop, so it must not block.
     * What it throws is answered with 500 and logged.
     */
    void handle(Exchange exchange);
}
