package io.freshet;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node as one of many: the places of its connections among those of all nodes. A connection asks for its place before it is
 * admitted, and again whenever it is not certain that the place is still its own.
 */
final class Membership {
    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    /** How many connections are asked for at a time, when all are. */
    private static final int AT_A_TIME = 64;

    /** How many ends of places are kept for a cluster that cannot be told; those beyond it finds out when the lease is over. */
    private static final int MAX_UNTOLD = 10_000;

    private final Cluster cluster;
    private final Subscribers subscribers;
    private final TimeSource time;
    private final LaneExecutor timer;
    private final Probing probing;
    private final Lease lease;
    private final Positions positions;
    private final Runnable renewed;
    private final Refusal away;

    /** Newcomers whose claims have not been answered, by subscriber: what is told meanwhile may be about them. */
    private final Map<SubscriberKey, Newcomers> claiming = new ConcurrentHashMap<>();

    /** Whether all connections have been asked for since the lease was given. Written by the timer's thread. */
    private volatile boolean readmitted;

    // All below is touched by the timer's thread only.
    private final Map<Connection, Question> questions = new HashMap<>();
    /** Those that must yet be found alive for their older rivals to end. */
    private final Set<Connection> proving = new HashSet<>();

    private final Map<String, Runnable> untold = new LinkedHashMap<>();
    /** Whether all connections are to be asked for. */
    private boolean unsure = true;

    private @Nullable Round round;

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
        this.probing = new Probing(settings.probing(), timer);
        this.lease = new Lease(cluster, settings.lease(), time, timer, new Standing());
        this.positions = positions;
        this.renewed = renewed;
        this.away = Refusal.of(RefusalReason.AWAY, "the server cannot reach the other servers")
                .withRetryAfter(settings.retry());
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
        cluster.begin(
                new ClusterTerms(
                        settings.lease(),
                        settings.grace(),
                        settings.hold(),
                        Place.HASTE,
                        probing.length(),
                        settings.maxDisconnectedPerOwner()),
                new Notices(vacated));
        lease.begin();
    }

    /** Whether every connection of this node has its place, as far as anybody can know. */
    boolean mayHandOut() {
        return readmitted && lease.stands();
    }

    /** Asks for a place for a new connection. Called, as is what is told the answer, on the timer's thread. */
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
        attempt(() -> cluster.find(key)).whenComplete((found, failure) -> timer.execute(() -> {
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
        SubscriberKey subscriber = connection.subscriber();
        claiming.merge(subscriber, new Newcomers(1, false), Newcomers::and);
        attempt(() -> cluster.claim(claimOf(connection, node, false)))
                .whenComplete((result, failure) -> timer.execute(() -> {
                    claiming.computeIfPresent(subscriber, (key, others) -> others.oneLess(this, key));
                    if (failure != null) {
                        // Whether it has a place there is not known.
                        vacate(connection, endOf(connection));
                        then.accept(away(failure));
                    } else if (result instanceof ClaimResult.Lapsed) {
                        lease.lost(node);
                        if (mayLapse) {
                            claim(connection, false, then);
                        } else {
                            then.accept(new Occupancy.Refused(away));
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
                prove(connection);
            }
        } else if (result instanceof ClaimResult.Rival rival) {
            connection.clusterTicket(rival.ticket());
            occupy(connection, rival.history(), then);
            timer.schedule(() -> ask(connection), rival.askAgain());
        } else if (result instanceof ClaimResult.Full full) {
            connection.clusterTicket(full.ticket());
            Limit limit = connection.request().limit();
            then.accept(
                    limit == null
                            ? new Occupancy.Refused(away)
                            : new Occupancy.Full(
                                    List.of(),
                                    full.youngest() == null
                                            ? Long.MAX_VALUE
                                            : full.youngest().toNanos(),
                                    full.untilFree() == null
                                            ? 0
                                            : full.untilFree().toNanos(),
                                    limit.refusal()));
        } else {
            then.accept(new Occupancy.Superseded());
        }
    }

    private void occupy(Connection connection, SubscriberHistory history, Consumer<Occupancy> then) {
        Occupancy occupancy = connection.isEnded()
                ? new Occupancy.Superseded()
                : subscribers.occupy(connection, history, positions.beginning());
        if (!(occupancy instanceof Occupancy.Occupied)) {
            left(connection, endOf(connection));
        }
        then.accept(occupancy);
    }

    private Occupancy away(Throwable failure) {
        LOG.debug("The cluster did not answer", failure);
        return new Occupancy.Refused(away);
    }

    private Claim claimOf(Connection connection, String node, boolean stood) {
        ConnectRequest request = connection.request();
        SubscriberKey key = connection.subscriber();
        Limit limit = request.limit();
        return new Claim(
                node,
                key,
                request.stream().name(),
                connection.isNamed(),
                connection.id(),
                connection.ticket(),
                connection.clusterTicket(),
                limit == null ? 0 : limit.max(),
                stood,
                subscribers.isKnown(key) ? subscribers.subscription(key) : new Subscription(0, request.topics()),
                positions.head());
    }

    private static PlaceEnd endOf(Connection connection) {
        if (!connection.isNamed() || connection.closeReason() == CloseReason.LEFT) {
            return PlaceEnd.FORGOTTEN;
        }
        return connection.isEnded() ? PlaceEnd.HELD : PlaceEnd.FREE;
    }

    /** A connection that had a place here has ended. May be called from any thread. */
    void left(Connection connection) {
        left(connection, endOf(connection));
    }

    private void left(Connection connection, PlaceEnd end) {
        vacate(connection, end);
        // Another one of its subscriber's may be its heir.
        askForAll(connection.subscriber());
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

    /** Whether the subscriber's connections are to stay, those included that are about to be admitted. */
    private void askForAll(SubscriberKey subscriber) {
        claiming.computeIfPresent(subscriber, (key, newcomers) -> new Newcomers(newcomers.count, true));
        timer.execute(() -> subscribers.connectionsOf(subscriber).forEach(this::ask));
    }

    /** Whether the connection is to stay. */
    private void ask(Connection connection) {
        ask(connection, false, known -> {});
    }

    private void ask(Connection connection, boolean stood, Consumer<Boolean> known) {
        if (connection.isEnded()) {
            known.accept(true);
            return;
        }
        Question asked = questions.get(connection);
        if (asked != null) {
            // What the answer says may have changed since.
            asked.again.add(known);
            return;
        }
        questions.put(connection, new Question());
        String node = lease.node();
        attempt(() -> cluster.claim(claimOf(connection, node, stood)))
                .whenComplete((result, failure) -> timer.execute(() -> {
                    Question question = questions.remove(connection);
                    boolean isKnown = failure == null && settle(connection, node, result);
                    if (!isKnown) {
                        unsure = true;
                    }
                    known.accept(isKnown);
                    if (question != null && !question.again.isEmpty()) {
                        ask(connection, false, again -> question.again.forEach(other -> other.accept(again)));
                    }
                }));
    }

    /** @return whether it is known now */
    private boolean settle(Connection connection, String node, ClaimResult result) {
        if (result instanceof ClaimResult.Admitted admitted) {
            connection.clusterTicket(admitted.ticket());
            if (connection.isEnded()) {
                left(connection);
            } else if (admitted.inDoubt()) {
                prove(connection);
            }
        } else if (result instanceof ClaimResult.Rival rival) {
            connection.clusterTicket(rival.ticket());
            connection.probe(time.nanos());
            timer.schedule(() -> ask(connection), rival.askAgain());
        } else if (result instanceof ClaimResult.Superseded) {
            connection.end(CloseReason.REPLACED);
        } else if (result instanceof ClaimResult.Full) {
            connection.end(CloseReason.PLACE_LOST);
        } else {
            lease.lost(node);
            return false;
        }
        return true;
    }

    /** Says that the connection is alive once that is known; if it is dead, its end says so. */
    private void prove(Connection connection) {
        if (!proving.add(connection)) {
            return;
        }
        probing.follow(
                () -> {
                    connection.probe(time.nanos());
                    return !connection.isEnded();
                },
                () -> {
                    proving.remove(connection);
                    if (connection.hasStood(probing.length(), time.nanos())) {
                        ask(connection, true, known -> {});
                    } else if (!connection.isEnded()) {
                        prove(connection);
                    }
                });
    }

    /** Has this node know what the others know of a subscriber. May be called from any thread. */
    CompletionStage<Void> learn(SubscriberKey subscriber) {
        return attempt(() -> cluster.find(subscriber)).thenAccept(found -> found.ifPresent(history ->
                subscribers.learn(subscriber, history, positions.beginning())));
    }

    CompletionStage<List<Presence>> presence(@Nullable Owner owner) {
        return attempt(() -> cluster.presence(owner));
    }

    private static <T> CompletionStage<T> attempt(Supplier<CompletionStage<T>> step) {
        try {
            return step.get();
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private void askIfUnsure() {
        if (unsure && round == null) {
            unsure = false;
            round = new Round(subscribers.allConnections());
            round.step();
        }
    }

    /** Gives up the places and the lease. May be called from any thread. */
    void close() {
        lease.close();
        cluster.close();
    }

    /**
     * A subscriber's newcomers that are not decided on.
     *
     * @param contested whether they have to be asked for again when they are
     */
    private record Newcomers(int count, boolean contested) {
        private Newcomers and(Newcomers others) {
            return new Newcomers(count + others.count, contested || others.contested);
        }

        private @Nullable Newcomers oneLess(Membership membership, SubscriberKey subscriber) {
            if (contested) {
                membership.timer.execute(
                        () -> membership.subscribers.connectionsOf(subscriber).forEach(membership::ask));
            }
            return count == 1 ? null : new Newcomers(count - 1, contested);
        }
    }

    /** A question for a place that has not been answered, and who wants to know the answer to a later one. */
    private static final class Question {
        private final List<Consumer<Boolean>> again = new ArrayList<>();
    }

    /** All connections are asked for, a bounded number at a time. */
    private final class Round {
        private final Queue<Connection> left;
        private int asked;
        private boolean known = true;

        Round(List<Connection> connections) {
            this.left = new ArrayDeque<>(connections);
        }

        private void step() {
            while (asked < AT_A_TIME && !left.isEmpty()) {
                asked++;
                ask(left.remove(), false, answer -> {
                    asked--;
                    known &= answer;
                    timer.execute(this::step);
                });
            }
            if (asked == 0 && left.isEmpty() && round == this) {
                round = null;
                if (known && !unsure) {
                    readmitted = true;
                    renewed.run();
                }
            }
        }
    }

    private final class Standing implements Lease.Listener {
        @Override
        public void renewed() {
            List<Runnable> late = List.copyOf(untold.values());
            untold.clear();
            late.forEach(Runnable::run);
            askIfUnsure();
            renewed.run();
        }

        @Override
        public void lost() {
            readmitted = false;
            unsure = true;
            untold.clear();
        }
    }

    private final class Notices implements ClusterNotices {
        private final Consumer<Owner> vacated;

        private Notices(Consumer<Owner> vacated) {
            this.vacated = vacated;
        }

        @Override
        public void contested(SubscriberKey subscriber) {
            askForAll(subscriber);
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
            timer.execute(() -> {
                unsure = true;
                if (lease.stands()) {
                    askIfUnsure();
                }
            });
        }
    }
}
