package io.freshet.spring;

import io.freshet.MemoryEventLog;
import io.freshet.OverflowPolicy;
import io.freshet.servlet.Acceleration;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the hub.
 *
 * @param grace How long a subscriber outlives its connection.
 * @param hold How long a named subscriber's place is kept for it after its connection ended.
 * @param probing How long it takes to find out which connections are dead before a newcomer is refused; longer than the round trip to the farthest peer.
 * @param heartbeat How long a stream may be silent before a heartbeat is sent, unless its controller says otherwise.
 * @param stall How long a peer may take nothing before its connection is ended.
 * @param retry Reconnection time told to clients, unless the controller says otherwise.
 * @param maxLife Longest life of a connection, unless the controller says otherwise; no end if it is not set.
 * @param overflow What happens when a reader is too slow, unless the controller says otherwise.
 * @param outbox Bounds of a connection's outbox.
 * @param client Browser client, as the application serves it.
 * @param connector What is set in an embedded Tomcat or Jetty.
 * @param log Event log: where it is kept, and its bounds.
 * @param redis Log in Redis, for many nodes.
 * @param window Bounds of what is kept encoded for delivery.
 * @param acceleration Whether what a container has beyond the Servlet API carries connections.
 * @param maxConnections Most connections of the hub; one more is refused with 503. Fewer where the web server accepts too few connections or the process may have too few descriptors, so that ordinary requests get through; with HTTP/2 it holds if it is set.
 * @param disconnected Bounds of the subscribers without a connection.
 * @param maxSelectors Most selectors of a subscriber.
 * @param maxEventSize Most bytes of an event's data.
 * @param maxAppendsInFlight Most appends that the log may not have answered yet; further ones fail at once.
 */
@ConfigurationProperties("freshet")
public record FreshetProperties(
        @DefaultValue("30s") Duration grace,
        @DefaultValue("500ms") Duration hold,
        @DefaultValue("300ms") Duration probing,
        @DefaultValue("15s") Duration heartbeat,
        @DefaultValue("30s") Duration stall,
        @DefaultValue("2s") Duration retry,
        @Nullable Duration maxLife,
        @DefaultValue("disconnect") OverflowPolicy overflow,
        @DefaultValue Outbox outbox,
        @DefaultValue Client client,
        @DefaultValue Connector connector,
        @DefaultValue Log log,
        @DefaultValue Redis redis,
        @DefaultValue Window window,
        @DefaultValue("auto") Acceleration acceleration,
        @DefaultValue("100000") int maxConnections,
        @DefaultValue Disconnected disconnected,
        @DefaultValue("256") int maxSelectors,
        @DefaultValue("1MB") DataSize maxEventSize,
        @DefaultValue("10000") int maxAppendsInFlight) {

    /** @throws IllegalArgumentException if the log is to be kept in a file and in Redis, or an event may be larger than 2 GB */
    public FreshetProperties {
        if (maxEventSize.toBytes() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "freshet.max-event-size " + maxEventSize + " is not allowed: at most " + Integer.MAX_VALUE + "B");
        }
        if (log.path() != null && redis.enabled()) {
            throw new IllegalArgumentException(
                    "freshet.log.path is '" + log.path()
                            + "' and freshet.redis.enabled is true, which is not allowed together: the log is kept in one place");
        }
    }

    /**
     * Browser client, as the application serves it.
     *
     * @param path Path of the module; empty to serve none.
     */
    public record Client(@DefaultValue("/freshet.js") String path) {}

    /**
     * What is set in an embedded Tomcat or Jetty, unless the application sets it itself.
     *
     * @param sendBuffer What the kernel keeps for a connection whose reader has stopped reading; 0 leaves it to the system.
     * @param streamsOnly Whether the connector carries streams and hardly anything else, so that small buffers do: saves about 14 KB for each connection on Tomcat.
     */
    public record Connector(@DefaultValue("64KB") DataSize sendBuffer, @DefaultValue("false") boolean streamsOnly) {
        /** @throws IllegalArgumentException if the send buffer is smaller than 0 or larger than 2 GB */
        public Connector {
            if (sendBuffer.isNegative() || sendBuffer.toBytes() > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("freshet.connector.send-buffer " + sendBuffer
                        + " is not allowed: it is 0 (left to the system) to " + Integer.MAX_VALUE + "B");
            }
        }

        int sendBufferBytes() {
            return (int) sendBuffer.toBytes();
        }
    }

    /**
     * Bounds of the subscribers without a connection; those that lost theirs first are forgotten first.
     *
     * @param perOwner Most of one owner.
     * @param inAll Most of all owners together.
     */
    public record Disconnected(@DefaultValue("100") int perOwner, @DefaultValue("100000") int inAll) {}

    /**
     * Bounds of a connection's outbox.
     *
     * @param events Most events that wait.
     * @param size Most bytes that wait.
     */
    public record Outbox(@DefaultValue("1024") int events, @DefaultValue("1MB") DataSize size) {}

    /**
     * Log and places in Redis, for many nodes. Where Redis is and how it is reached is what spring.data.redis says.
     *
     * @param enabled Whether the event log is kept in Redis.
     * @param name Name of the log; nodes with the same name are nodes of one hub. The application's name if it is not set.
     * @param timeout How long publishing may wait for Redis.
     * @param replicas How many replicas must have an event before it is acknowledged.
     * @param lease How long a node that is not heard of keeps its streams' places; the same on all nodes.
     */
    public record Redis(
            @DefaultValue("false") boolean enabled,
            @Nullable String name,
            @DefaultValue("5s") Duration timeout,
            @DefaultValue("0") int replicas,
            @DefaultValue("5s") Duration lease) {}

    /**
     * Event log: where it is kept, and its bounds.
     *
     * @param path File that the log is kept in over restarts, which needs freshet-file; in memory if it is not set.
     * @param fsync When the file is forced to the disk.
     * @param events Most events that are kept.
     * @param size Most bytes that are kept.
     * @param age How old an event may become.
     */
    public record Log(
            @Nullable String path,
            @DefaultValue("always") Fsync fsync,
            @DefaultValue("65536") int events,
            @DefaultValue("64MB") DataSize size,
            @DefaultValue("1h") Duration age) {
        MemoryEventLog.Bounds bounds() {
            return new MemoryEventLog.Bounds(events, size.toBytes(), age);
        }

        /** When the file is forced to the disk. */
        public enum Fsync {
            /** Before a publisher is answered: what was acknowledged survives a power cut. */
            ALWAYS,
            /** When the system gets to it: what was acknowledged survives the end of the process. */
            NEVER
        }
    }

    /**
     * Bounds of what is kept encoded for delivery.
     *
     * @param events Most events.
     * @param size Most bytes.
     */
    public record Window(@DefaultValue("16384") int events, @DefaultValue("16MB") DataSize size) {}
}
