package io.freshet.server;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.Hub;
import io.freshet.HubListener;
import io.freshet.Refusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** What is counted and measured, in the words of the hub. May be used by any number of threads. */
final class HubMetrics implements HubListener {
    private static final String REASON = "reason";

    private final MeterRegistry registry;
    private final Counter begun;
    private final Map<CloseReason, Counter> ended = new EnumMap<>(CloseReason.class);

    /** Begins with everything that can be said of a hub in advance at zero, so that a first time is a change. */
    HubMetrics(Hub hub, MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("freshet.connections", hub, Hub::connectionCount)
                .description("Connections that are open")
                .register(registry);
        Gauge.builder("freshet.subscribers", hub, Hub::subscriberCount)
                .description("Subscribers that are known, with or without a connection")
                .register(registry);
        Gauge.builder("freshet.lag", hub, Hub::lag)
                .description("Records that the lane which is farthest behind has still to hand out")
                .register(registry);
        FunctionCounter.builder("freshet.events", hub, Hub::publishedCount)
                .description("Events that were published")
                .register(registry);
        FunctionCounter.builder("freshet.sent", hub, Hub::sentBytes)
                .baseUnit("bytes")
                .description("What was handed to connections, heartbeats included")
                .register(registry);
        begun = Counter.builder("freshet.connections.begun")
                .description("Connections that were admitted and began")
                .register(registry);
        for (CloseReason reason : CloseReason.values()) {
            ended.put(
                    reason,
                    Counter.builder("freshet.connections.ended")
                            .description("Connections that ended, and why")
                            .tag(REASON, reason.toString())
                            .register(registry));
        }
        hub.addListener(this);
    }

    /** Begins with what a server says of itself. */
    void watch(NettyServer server) {
        Gauge.builder("freshet.server.connections", server, NettyServer::connectionCount)
                .description("Connections that are open, whatever they are used for")
                .register(registry);
        FunctionCounter.builder("freshet.server.turned.away", server, NettyServer::turnedAwayCount)
                .description("Connections that were closed at once because there were too many")
                .register(registry);
    }

    @Override
    public void connected(Connection connection) {
        begun.increment();
    }

    @Override
    public void ended(Connection connection, CloseReason reason) {
        Counter counter = ended.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    @Override
    public void refused(Connection connection, Refusal refusal) {
        refused(refusal.reason().toString());
    }

    /** Somebody asked for a stream and was refused, before the hub was asked or by it. */
    void refused(String reason) {
        Counter.builder("freshet.connections.refused")
                .description("Connections that were refused, and why")
                .tag(REASON, reason)
                .register(registry)
                .increment();
    }

    /** Somebody wanted to publish, and was answered after this time. */
    void published(String outcome, Duration took) {
        Timer.builder("freshet.publish")
                .description("How long it took to answer who published, and how")
                .tag("outcome", outcome)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofNanos(100_000))
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(registry)
                .record(took);
    }
}
