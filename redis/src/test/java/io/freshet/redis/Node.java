package io.freshet.redis;

import io.freshet.ConnectRequest;
import io.freshet.Event;
import io.freshet.EventId;
import io.freshet.Hub;
import io.freshet.MemoryEventLog;
import io.freshet.Owner;
import io.freshet.Publication;
import io.freshet.Rights;
import io.freshet.Selector;
import io.freshet.Stream;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A node of a hub, with readers. */
final class Node implements AutoCloseable {
    static final Duration TIMEOUT = Duration.ofSeconds(5);

    final Hub hub;

    Node(String url) {
        this(RedisEventLog.at(RedisURI.create(url)));
    }

    Node(RedisEventLogBuilder log) {
        this.hub = Hub.builder()
                .log(log.timeout(TIMEOUT)
                        .bounds(new MemoryEventLog.Bounds(100_000, 1 << 30, Duration.ofHours(1)))
                        .open())
                .build();
    }

    /** One of a cluster, whose places are its own for so long. */
    Node(RedisEventLogBuilder builder, Duration lease) {
        RedisEventLog log = builder.timeout(TIMEOUT).open();
        this.hub = Hub.builder().log(log).cluster(log.cluster()).lease(lease).build();
    }

    Reader reader() {
        return reader(null);
    }

    /** Somebody who selects everything, and whose stream stands. */
    Reader reader(@Nullable EventId lastEventId) {
        Reader reader = new Reader();
        hub.connect(
                ConnectRequest.to(Stream.of("/events"), Owner.of("owner"))
                        .topics("**")
                        .rights(Rights.to(List.of(Selector.of("**"))))
                        .lastEventId(lastEventId == null ? null : lastEventId.toString())
                        .build(),
                connection -> reader);
        Waiting.until("the stream stands", () -> !reader.frames().isEmpty());
        return reader;
    }

    CompletableFuture<EventId> publish(String data) {
        return hub.publish(new Publication(List.of("topic"), false, Event.message(data)))
                .toCompletableFuture();
    }

    EventId published(String data) {
        return publish(data)
                .orTimeout(Waiting.SOON.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** Publishes until it is taken. */
    EventId publishedAtLast(String data) {
        while (true) {
            try {
                return published(data);
            } catch (RuntimeException away) {
                // Not taken, or nobody knows.
            }
        }
    }

    @Override
    public void close() {
        hub.close();
    }
}
