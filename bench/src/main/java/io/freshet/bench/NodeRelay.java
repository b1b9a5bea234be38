package io.freshet.bench;

import io.freshet.ConnectRequest;
import io.freshet.Event;
import io.freshet.Hub;
import io.freshet.Owner;
import io.freshet.Refusal;
import io.freshet.Stream;
import io.freshet.Transport;
import io.freshet.redis.RedisEventLog;
import io.freshet.testkit.RedisProcess;
import io.lettuce.core.RedisURI;
import java.util.List;

/** An event that one hub publishes and another, on the same Redis, hands to the transport of a stream. */
final class NodeRelay implements Relay {
    private static final String TOPIC = "stores/2/SLS_01_01";
    private static final Event EVENT = Event.of("SLS_01_01", "x".repeat(200));

    private final Hub from;
    private final Hub to;
    private volatile BareRelay.Arrived awaited = new BareRelay.Arrived();

    NodeRelay(RedisProcess redis) throws InterruptedException {
        from = node(redis, "relay");
        to = node(redis, "relay");
        BareRelay.Arrived begun = awaited;
        to.connect(
                ConnectRequest.to(new Stream("/events", "/events"), Owner.of("bench"))
                        .topics(TOPIC)
                        .build(),
                connection -> new Arrivals());
        begun.await();
    }

    /** A hub of its own on the log with this name. */
    static Hub node(RedisProcess redis, String name) {
        return Hub.builder()
                .log(RedisEventLog.at(RedisURI.create(redis.url())).name(name).open())
                .build();
    }

    @Override
    public long send() throws InterruptedException {
        BareRelay.Arrived arrived = new BareRelay.Arrived();
        awaited = arrived;
        long before = System.nanoTime();
        from.publish(TOPIC, EVENT).whenComplete((id, failure) -> {
            if (failure != null) {
                throw new IllegalStateException(failure);
            }
        });
        return arrived.await() - before;
    }

    @Override
    public void close() {
        from.close();
        to.close();
    }

    /** A stream that goes nowhere: what it is sent has arrived. */
    private final class Arrivals implements Transport {
        @Override
        public boolean seesPeerGo() {
            return true;
        }

        @Override
        public void refuse(Refusal refusal) {
            throw new IllegalStateException(refusal.message());
        }

        @Override
        public void open() {
            // Nobody waits for headers.
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void send(List<byte[]> blocks) {
            awaited.now();
        }

        @Override
        public void end() {
            // There is nothing to end.
        }

        @Override
        public void abort() {
            // There is nothing to end.
        }
    }
}
