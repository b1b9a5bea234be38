package io.freshet.spring;

import io.freshet.Hub;
import io.freshet.Owner;
import io.freshet.Presence;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/** Tells who is subscribed over an open connection, on all nodes whose lease stands. */
@WebEndpoint(id = "freshetpresence")
final class PresenceEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(PresenceEndpoint.class);

    private static final int DEFAULT_LIMIT = 1000;
    private static final long PATIENCE_SECONDS = 30;

    private final Hub hub;

    PresenceEndpoint(Hub hub) {
        this.hub = hub;
    }

    /**
     * 503 while the other nodes cannot be asked.
     *
     * @param owner a user, to be told of its subscribers only
     * @param address the same for one who is known by address only
     * @param limit how many subscribers are listed at most; all are counted
     */
    @ReadOperation
    WebEndpointResponse<Object> presence(@Nullable String owner, @Nullable String address, @Nullable Integer limit)
            throws InterruptedException {
        try {
            List<Presence> present =
                    asked(owner, address).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return new WebEndpointResponse<>(Answer.of(present, limit == null ? DEFAULT_LIMIT : limit));
        } catch (ExecutionException | TimeoutException failure) {
            LOG.debug("The other nodes cannot be asked who is subscribed", failure);
            return new WebEndpointResponse<>(
                    Map.of("error", "the other nodes cannot be asked"), WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
        }
    }

    private CompletionStage<List<Presence>> asked(@Nullable String owner, @Nullable String address) {
        if (owner != null) {
            return hub.presence(Owner.of(owner));
        }
        return address != null ? hub.presence(Owner.anonymous(address)) : hub.presence();
    }

    /**
     * What is answered.
     *
     * @param count how many there are
     * @param nodes how many each node has
     * @param subscribers some of them
     */
    record Answer(int count, Map<String, Long> nodes, List<Present> subscribers) {
        private static Answer of(List<Presence> present, int limit) {
            return new Answer(
                    present.size(),
                    present.stream()
                            .collect(Collectors.groupingBy(Presence::node, TreeMap::new, Collectors.counting())),
                    present.stream().limit(Math.max(0, limit)).map(Present::of).toList());
        }
    }

    /**
     * One who is subscribed.
     *
     * @param anonymous whether the owner is known by address only
     * @param path of the stream
     * @param stream its name
     */
    record Present(String owner, boolean anonymous, String path, String subscriber, String stream, String node) {
        private static Present of(Presence presence) {
            Owner owner = presence.subscriber().owner();
            return new Present(
                    owner.name(),
                    owner.anonymous(),
                    presence.subscriber().stream(),
                    presence.subscriber().id(),
                    presence.streamName(),
                    presence.node());
        }
    }
}
