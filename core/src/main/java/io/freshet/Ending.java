package io.freshet;

/**
 * An end of connections that may be on any node: each node carries it out where the log has it, but the one that appended it, which
 * has done so before.
 *
 * @param node who appended it
 * @param target whose connections end
 * @param reason why
 * @param ticket from the {@linkplain Cluster#ticket cluster}: connections with a higher one came afterwards; 0 if none was drawn
 */
public record Ending(String node, Target target, CloseReason reason, long ticket) implements LogEntry {
    /** @throws IllegalArgumentException if the name of the node is not allowed, or the ticket is less than 0 */
    public Ending {
        Text.requirePlain("node", node, Text.MAX_OWNER);
        if (ticket < 0) {
            throw new IllegalArgumentException("ticket " + ticket + " is not allowed: 0 or more");
        }
    }

    Ending with(long drawn) {
        return new Ending(node, target, reason, drawn);
    }

    /** Whether the connection came after it, so that it is not meant. */
    boolean isOlderThan(Connection connection) {
        return ticket > 0 && connection.clusterTicket() > ticket;
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
