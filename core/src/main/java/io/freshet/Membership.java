package io.freshet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node as one of many: newcomers claim their places among those of all nodes before they are admitted, and what becomes of places
 * here is told to the others. {@link Tenure} sees to the places that connections have.
 */
final class Membership {
    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    /** How much is kept for a cluster that cannot be told; of ends beyond that it finds out when the lease is over. */
    private static final int MAX_UNTOLD = 10_000;

    private final Cluster cluster;
    private final Subscribers subscribers;
    private final TimeSource time;
    private final LaneExecutor timer;
    private final Lease lease;
    private final Positions positions;
    private final Tenure tenure;
    private final Runnable renewed;
    private final Occupancy.Refused away;

    /** What the cluster could not be told. Touched by the timer's thread only. */
    private final Map<String, Runnable> untold = new LinkedHashMap<>();

    /** @param renewed run on the timer's thread when the cluster has answered and records may be handed out */
    Membership(
            Cluster cluster,
            Subscribers subscribers,
            Settings settings,
            TimeSource time,
            LaneExecutor timer,
            Positions positions,
            Runnable renewed) {
        this.cluster = cluster;
        this.subscribers = subscribers;
        this.time = time;
        this.timer = timer;
        this.lease = new Lease(cluster, settings.lease(), time, timer, new Standing());
        this.positions = positions;
        Probing probing = new Probing(settings.probing(), timer);
        this.tenure = new Tenure(this, subscribers, lease, probing, time, timer, renewed);
        this.renewed = renewed;
        this.away = new Occupancy.Refused(Refusal.of(RefusalReason.AWAY, "the server cannot reach the other servers")
                .withRetryAfter(settings.retry()));
    }

    /** What this node knows of the log. */
    interface Positions {
        /** The newest position. */
        EventId head();

        /** Where the log has begun last. */
        EventId beginning();
    }

    /** @param vacated an owner's place may be free */
    void begin(Settings settings, Consumer<Owner> vacated) {
        ClusterTerms terms = new ClusterTerms(
                settings.lease(),
                settings.grace(),
                settings.hold(),
                Place.HASTE,
                new Probing(settings.probing(), timer).length(),
                settings.maxDisconnectedPerOwner());
        cluster.begin(terms, new Notices(vacated));
        lease.begin();
    }

    /** Whether every connection of this node has its place, as far as anybody can know. */
    boolean mayHandOut() {
        return tenure.isCertain() && lease.stands();
    }

    /** Asks for a place for a new connection. May be called from any thread; the answer is told on the timer's. */
    void occupy(Connection connection, Consumer<Occupancy> then) {
        identify(connection, () -> claim(connection, true, then), then);
    }

    /**
     * A stranger's id counts only if it is known somewhere. And what a new subscriber may not select must not become what it
     * selects.
     */
    private void identify(Connection connection, Runnable identified, Consumer<Occupancy> then) {
        ConnectRequest request = connection.request();
        SubscriberKey key = connection.subscriber();
        boolean stranger = request.owner().anonymous() && connection.isNamed();
        Optional<Selector> forbidden = request.topics().stream()
                .filter(selector -> !request.rights().covers(selector))
                .findFirst();
        if ((!stranger && forbidden.isEmpty()) || subscribers.isKnown(key)) {
            identified.run();
            return;
        }
        attempt(() -> cluster.find(key))
                .whenComplete((found, failure) -> timer.execute(() -> {
                    if (failure != null) {
                        then.accept(away(failure));
                    } else if (found.isEmpty() && forbidden.isPresent()) {
                        then.accept(new Occupancy.Refused(
                                Refusal.of(RefusalReason.FORBIDDEN, "no right to select " + forbidden.get())));
                    } else {
                        if (found.isEmpty() && stranger && connection.clusterTicket() == 0) {
                            connection.becomes(new SubscriberKey(key.owner(), key.stream(), Ids.unguessable()));
                        }
                        identified.run();
                    }
                }));
    }

    private void claim(Connection connection, boolean mayLapse, Consumer<Occupancy> then) {
        String node = lease.node();
        tenure.isClaimed(connection.subscriber());
        claim(connection, node, false)
                .whenComplete((result, failure) -> timer.execute(() -> {
                    tenure.isAnswered(connection.subscriber(), node);
                    if (failure != null) {
                        // Whether it has a place there is not known.
                        vacate(connection, endOf(connection));
                        then.accept(away(failure));
                    } else if (result instanceof ClaimResult.Lapsed) {
                        lease.lost(node);
                        if (mayLapse) {
                            claim(connection, false, then);
                        } else {
                            then.accept(away);
                        }
                    } else {
                        answered(connection, result, then);
                    }
                }));
    }

    private void answered(Connection connection, ClaimResult result, Consumer<Occupancy> then) {
        if (result instanceof ClaimResult.Admitted admitted) {
            connection.clusterTicket(admitted.ticket());
            occupy(connection, admitted.history(), then);
            if (admitted.inDoubt()) {
                tenure.prove(connection);
            }
        } else if (result instanceof ClaimResult.Rival rival) {
            connection.clusterTicket(rival.ticket());
            occupy(connection, rival.history(), then);
            timer.schedule(() -> tenure.ask(connection), rival.askAgain());
        } else if (result instanceof ClaimResult.Full full) {
            connection.clusterTicket(full.ticket());
            then.accept(full(connection, full));
        } else {
            then.accept(new Occupancy.Superseded());
        }
    }

    private void occupy(Connection connection, SubscriberHistory history, Consumer<Occupancy> then) {
        Occupancy occupancy = connection.isEnded()
                ? new Occupancy.Superseded()
                : subscribers.occupy(connection, history, positions.beginning());
        if (!(occupancy instanceof Occupancy.Occupied)) {
            left(connection);
        }
        then.accept(occupancy);
    }

    private Occupancy full(Connection connection, ClaimResult.Full full) {
        Limit limit = connection.request().limit();
        if (limit == null) {
            return away;
        }
        return new Occupancy.Full(
                List.of(),
                full.youngest() == null ? Long.MAX_VALUE : full.youngest().toNanos(),
                full.untilFree() == null ? 0 : full.untilFree().toNanos(),
                limit.refusal());
    }

    private Occupancy away(Throwable failure) {
        LOG.debug("The cluster did not answer", failure);
        return away;
    }

    /** @param stood whether the connection has been found alive since it has its place */
    CompletionStage<ClaimResult> claim(Connection connection, String node, boolean stood) {
        ConnectRequest request = connection.request();
        SubscriberKey key = connection.subscriber();
        Limit limit = request.limit();
        Claim claim = new Claim(
                node,
                key,
                request.stream().name(),
                connection.isNamed(),
                connection.id(),
                connection.clusterTicket(),
                limit == null ? 0 : limit.max(),
                stood,
                subscribers.isKnown(key) ? subscribers.subscription(key) : new Subscription(0, request.topics()),
                positions.head());
        return attempt(() -> cluster.claim(claim));
    }

    private static PlaceEnd endOf(Connection connection) {
        if (!connection.isNamed() || connection.closeReason() == CloseReason.LEFT) {
            return PlaceEnd.FORGOTTEN;
        }
        return connection.isEnded() ? PlaceEnd.HELD : PlaceEnd.FREE;
    }

    /** A connection has no use any more for the place that it may have. May be called from any thread. */
    void left(Connection connection) {
        vacate(connection, endOf(connection));
        // Another one of its subscriber's may be its heir.
        tenure.askForAll(connection.subscriber());
    }

    private void vacate(Connection connection, PlaceEnd end) {
        String id = connection.id();
        tell(id, () -> cluster.vacate(connection.subscriber(), id, end));
    }

    /** Forgets a subscriber on behalf of all nodes. May be called from any thread. */
    void forget(SubscriberKey subscriber) {
        tell(subscriber.toString(), () -> cluster.forget(subscriber));
    }

    private void tell(String what, Supplier<CompletionStage<Void>> step) {
        attempt(step).whenComplete((told, failure) -> {
            if (failure != null) {
                timer.execute(() -> {
                    if (untold.size() < MAX_UNTOLD) {
                        untold.put(what, () -> tell(what, step));
                    }
                });
            }
        });
    }

    /** Has this node know what the others know of a subscriber. May be called from any thread. */
    CompletionStage<Void> learn(SubscriberKey subscriber) {
        return attempt(() -> cluster.find(subscriber))
                .thenAccept(found ->
                        found.ifPresent(history -> subscribers.learn(subscriber, history, positions.beginning())));
    }

    /** Draws a ticket. May be called from any thread. */
    CompletionStage<Long> ticket() {
        return attempt(cluster::ticket);
    }

    /** Who has a place on any node, of one owner or of all. May be called from any thread. */
    CompletionStage<List<Presence>> presence(@Nullable Owner owner) {
        return attempt(() -> cluster.presence(owner));
    }

    /** The stage, with what is thrown while it is asked for told by it, too. */
    static <T> CompletionStage<T> attempt(Supplier<CompletionStage<T>> step) {
        try {
            return step.get();
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    /** Gives up the lease, and the places with it. May be called from any thread. */
    void close() {
        lease.close();
        cluster.close();
    }

    private final class Standing implements Lease.Listener {
        @Override
        public void renewed() {
            List<Runnable> late = List.copyOf(untold.values());
            untold.clear();
            late.forEach(Runnable::run);
            tenure.askIfUnsure();
            renewed.run();
        }

        @Override
        public void lost() {
            tenure.lost();
        }
    }

    private final class Notices implements ClusterNotices {
        private final Consumer<Owner> vacated;

        private Notices(Consumer<Owner> vacated) {
            this.vacated = vacated;
        }

        @Override
        public void contested(SubscriberKey subscriber) {
            tenure.askForAll(subscriber);
        }

        @Override
        public void wanted(Owner owner, String streamName) {
            timer.execute(() -> subscribers.connectionsOf(owner).stream()
                    .filter(connection -> connection.request().stream().name().equals(streamName))
                    .forEach(connection -> connection.probe(time.nanos())));
        }

        @Override
        public void vacated(Owner owner) {
            vacated.accept(owner);
        }

        @Override
        public void missed() {
            timer.execute(tenure::missed);
        }
    }
}
