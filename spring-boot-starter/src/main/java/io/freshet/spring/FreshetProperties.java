package io.freshet.spring;

import io.freshet.OverflowPolicy;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the hub.
 *
 * @param grace how long a subscriber outlives its connection
 * @param hold how long a named subscriber's place is kept for it after its connection ended
 * @param probing how long connections are probed before a newcomer is refused; longer than the round trip to the farthest peer
 * @param heartbeat how long a stream may be silent before a heartbeat is sent, unless its controller says otherwise
 * @param stall how long a peer may take nothing before its connection is ended
 * @param retry reconnection time told to clients, unless the controller says otherwise
 * @param overflow what happens when a reader is too slow, unless the controller says otherwise
 * @param outbox bounds of a connection's outbox
 * @param log bounds of the event log in memory
 * @param window bounds of what is kept encoded for delivery
 * @param maxConnections most connections of the hub; one more is refused with 503
 * @param maxDisconnectedPerOwner most subscribers without a connection per owner; the oldest are forgotten first
 * @param maxDisconnected most subscribers without a connection in all; the oldest are forgotten first
 * @param maxSelectors most selectors of a subscriber
 * @param maxEventSize most bytes of an event's data
 * @param maxAppendsInFlight most appends that the log may not have answered yet; further ones fail at once
 */
@ConfigurationProperties("freshet")
public record FreshetProperties(
        @DefaultValue("30s") Duration grace,
        @DefaultValue("500ms") Duration hold,
        @DefaultValue("300ms") Duration probing,
        @DefaultValue("15s") Duration heartbeat,
        @DefaultValue("30s") Duration stall,
        @DefaultValue("2s") Duration retry,
        @DefaultValue("disconnect") OverflowPolicy overflow,
        @DefaultValue Outbox outbox,
        @DefaultValue Log log,
        @DefaultValue Window window,
        @DefaultValue("100000") int maxConnections,
        @DefaultValue("100") int maxDisconnectedPerOwner,
        @DefaultValue("100000") int maxDisconnected,
        @DefaultValue("256") int maxSelectors,
        @DefaultValue("1MB") DataSize maxEventSize,
        @DefaultValue("10000") int maxAppendsInFlight) {

    /**
     * Bounds of a connection's outbox.
     *
     * @param events most events that wait
     * @param size most bytes that wait
     */
    public record Outbox(@DefaultValue("1024") int events, @DefaultValue("1MB") DataSize size) {}

    /**
     * Bounds of the event log in memory.
     *
     * @param events most events that are kept
     * @param size most bytes that are kept
     * @param age how old an event may become
     */
    public record Log(
            @DefaultValue("65536") int events, @DefaultValue("64MB") DataSize size, @DefaultValue("1h") Duration age) {}

    /**
     * Bounds of what is kept encoded for delivery.
     *
     * @param events most events
     * @param size most bytes
     */
    public record Window(@DefaultValue("16384") int events, @DefaultValue("16MB") DataSize size) {}
}
