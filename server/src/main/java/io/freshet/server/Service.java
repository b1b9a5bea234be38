package io.freshet.server;

/** What the handlers of one connection work with. */
record Service(
        ServerSettings settings,
        RequestBodies bodies,
        OpenConnections connections,
        EventLoopLane lane,
        boolean secure) {
    /** Whether the server is closing: true before any channel is told of it. */
    boolean isClosing() {
        return connections.isClosing();
    }
}
