package io.freshet;

/**
 * An end of connections that may be on any node: each node carries it out where the log has it, but the one that appended it, which
 * has done so before.
 *
 * @param node who appended it
 * @param target whose connections end
 * @param reason why
 */
public record Ending(String node, Target target, CloseReason reason) implements LogEntry {
    /** @throws IllegalArgumentException if the name of the node is not allowed */
    public Ending {
        Text.requirePlain("node", node, Text.MAX_OWNER);
    }

    /** Whose connections end. */
    public sealed interface Target {}

    /** All connections of an owner. */
    public record OfOwner(Owner owner) implements Target {}

    /** All connections of a {@linkplain ConnectRequest#session session}. */
    public record OfSession(String session) implements Target {
        /** @throws IllegalArgumentException if the name is not allowed */
        public OfSession {
            Text.requirePlain("session", session, Text.MAX_OWNER);
        }
    }

    /** All connections of a subscriber, which is forgotten. */
    public record OfSubscriber(SubscriberKey subscriber) implements Target {}

    /** One connection. */
    public record OfConnection(SubscriberKey subscriber, String connection) implements Target {
        /** @throws IllegalArgumentException if the id of the connection is not allowed */
        public OfConnection {
            Text.requirePlain("connection", connection, Text.MAX_OWNER);
        }
    }
}
