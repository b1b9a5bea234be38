package io.freshet;

/**
 * Told of connections. Called by the connection's lane: {@code connected} before {@code ended}, each once for every connection
 * that was admitted and began, or {@code refused}. Must not block; longer work belongs to another thread. What it throws is
 * logged and hurts nobody.
 */
public interface HubListener {
    /** The connection stands: its first block is on the way. */
    default void connected(Connection connection) {}

    /** The connection has ended. */
    default void ended(Connection connection, CloseReason reason) {}

    /** The connection was not admitted, and its transport has been told. */
    default void refused(Connection connection, Refusal refusal) {}
}
