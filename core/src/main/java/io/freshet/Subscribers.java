package io.freshet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is subscribed, what they select, and which connection each has. Each method is one atomic step, may be called from any
 * thread, and calls nobody while it holds the lock.
 */
final class Subscribers {
    /** Of two requests that come in within this time the later one may have been sent first; a busy server takes a while. */
    private static final long HASTE_NANOS = Duration.ofSeconds(5).toNanos();

    /** More rivals than a page in haste has; somebody may do that on purpose. */
    private static final int MAX_RIVALS = 32;

    private final Settings settings;
    private final TimeSource time;
    private final Supplier<EventId> head;

    // All below is guarded by this.
    private final Map<SubscriberKey, Subscriber> byKey = new HashMap<>();
    private final Map<Owner, Belongings> byOwner = new HashMap<>();
    private final Map<String, Set<Connection>> bySession = new HashMap<>();
    /** All that have no connection, the one that lost its connection first in front. */
    private final Set<Subscriber> disconnected = new LinkedHashSet<>();

    private final Forgotten forgotten = new Forgotten();
    private int connections;

    /** @param head the newest position that this node knows */
    Subscribers(Settings settings, TimeSource time, Supplier<EventId> head) {
        this.settings = settings;
        this.time = time;
        this.head = head;
    }

    /**
     * Gives the connection its subscriber's place, or a free one: whether there is one is counted and it is taken in the same
     * step.
     */
    synchronized Occupancy occupy(Connection connection) {
        ConnectRequest request = connection.request();
        Subscriber known = find(connection.subscriber());
        Set<Selector> selectors =
                known == null ? request.topics() : known.subscription().selectors();
        for (Selector selector : selectors) {
            if (!request.rights().covers(selector)) {
                return new Occupancy.Refused(Refusal.of(RefusalReason.FORBIDDEN, "no right to select " + selector));
            }
        }
        Connection older = known == null ? null : known.connection;
        if (known != null && older != null) {
            return contend(known, older, connection);
        }
        String streamName = request.stream().name();
        boolean placeIsHeld = known != null && holdLeft(known, streamName) > 0;
        Limit limit = request.limit();
        if (limit != null && !placeIsHeld) {
            Occupancy.Full full = countPlaces(request.owner(), streamName, limit);
            if (full != null) {
                return full;
            }
        }
        if (connections >= settings.maxConnections()) {
            return new Occupancy.Refused(
                    Refusal.of(RefusalReason.FULL, "the server has as many streams as it can serve")
                            .withRetryAfter(settings.retry()));
        }
        Subscriber subscriber =
                known != null ? known : create(connection.subscriber(), connection.isNamed(), selectors);
        connect(subscriber, connection);
        return new Occupancy.Occupied(subscriber, null, null);
    }

    /** Settles who of two connections of one subscriber has its place; the newer one, unless it may be dead. */
    private Occupancy contend(Subscriber subscriber, Connection holder, Connection other) {
        boolean overtaken = holder.isNewerThan(other);
        Connection newer = overtaken ? holder : other;
        boolean doubtful = newer.isBlind()
                && time.nanos() - subscriber.connectedAt < HASTE_NANOS
                && subscriber.rivals.size() < MAX_RIVALS;
        if (overtaken && !doubtful) {
            return new Occupancy.Superseded();
        }
        joinSession(other);
        if (!overtaken) {
            subscriber.connection = other;
            subscriber.connectedAt = time.nanos();
        }
        if (doubtful) {
            Connection rival = overtaken ? other : holder;
            subscriber.rivals.add(rival);
            return new Occupancy.Occupied(subscriber, null, rival);
        }
        leaveSession(holder);
        return new Occupancy.Occupied(subscriber, holder, null);
    }

    /** Null if a place is free. */
    private Occupancy.@Nullable Full countPlaces(Owner owner, String streamName, Limit limit) {
        List<Connection> holders = new ArrayList<>();
        long soonest = Long.MAX_VALUE;
        long youngest = Long.MAX_VALUE;
        int places = 0;
        Belongings belongings = byOwner.get(owner);
        for (Subscriber subscriber : belongings == null ? Set.<Subscriber>of() : belongings.all()) {
            Connection connection = subscriber.connection;
            long holdLeft = holdLeft(subscriber, streamName);
            if (connection != null && connection.request().stream().name().equals(streamName)) {
                holders.add(connection);
                if (!subscriber.named) {
                    youngest = Math.min(youngest, connection.nanosSinceBegun(time.nanos()));
                }
                places++;
            } else if (connection == null && holdLeft > 0) {
                soonest = Math.min(soonest, holdLeft);
                places++;
            }
        }
        return places < limit.max()
                ? null
                : new Occupancy.Full(holders, youngest, soonest == Long.MAX_VALUE ? 0 : soonest, limit.refusal());
    }

    private long holdLeft(Subscriber subscriber, String streamName) {
        return streamName.equals(subscriber.heldPlace)
                ? settings.hold().toNanos() - (time.nanos() - subscriber.disconnectedAt)
                : 0;
    }

    /**
     * Takes the connection's place away, if it is still this connection's. A named subscriber keeps it in hand for a moment,
     * unless it left.
     */
    synchronized void vacate(Connection connection, CloseReason reason) {
        Subscriber subscriber = byKey.get(connection.subscriber());
        if (subscriber == null) {
            return;
        }
        if (subscriber.rivals.remove(connection)) {
            leaveSession(connection);
            return;
        }
        if (subscriber.connection != connection) {
            return;
        }
        Connection heir = newestRival(subscriber);
        if (heir != null) {
            leaveSession(connection);
            subscriber.rivals.remove(heir);
            subscriber.connection = heir;
            subscriber.connectedAt = time.nanos();
            return;
        }
        disconnect(subscriber, connection);
        if (reason == CloseReason.LEFT) {
            forget(subscriber);
        } else if (subscriber.named) {
            subscriber.heldPlace = connection.request().stream().name();
            forgetSurplus(subscriber.key.owner());
        } else {
            remove(subscriber);
        }
    }

    private static @Nullable Connection newestRival(Subscriber subscriber) {
        Connection newest = null;
        for (Connection rival : subscriber.rivals) {
            if (!rival.isEnded() && (newest == null || rival.isNewerThan(newest))) {
                newest = rival;
            }
        }
        return newest;
    }

    /** Whether the connection goes on only in case that the one which has its place is dead. */
    synchronized boolean isRival(Connection connection) {
        return rivalOf(connection) != null;
    }

    /**
     * Whether a newer connection began at least so long ago, and so has stood its probes. It need not be the one that has the
     * place: somebody who comes back all the time must not gather connections.
     */
    synchronized boolean isDefeated(Connection rival, Duration proof) {
        Subscriber subscriber = rivalOf(rival);
        return subscriber != null
                && connected(subscriber)
                        .anyMatch(other -> other.isNewerThan(rival)
                                && !other.isEnded()
                                && other.nanosSinceBegun(time.nanos()) >= proof.toNanos());
    }

    private @Nullable Subscriber rivalOf(Connection connection) {
        Subscriber subscriber = byKey.get(connection.subscriber());
        return subscriber != null && subscriber.rivals.contains(connection) ? subscriber : null;
    }

    /** Takes over a change where the log has it, and says what the subscriber holds then. */
    synchronized ChangeResult apply(SubscriptionChange change, EventId position) {
        Subscriber known = find(change.subscriber());
        ChangeResult result = foresee(known, change);
        if (result instanceof ChangeResult.Accepted accepted) {
            Subscriber subscriber = known != null ? known : create(change.subscriber(), true, Set.of());
            if (change.revision() > subscriber.subscription().revision()) {
                subscriber.change(position, accepted.held());
            }
            forgetSurplus(change.subscriber().owner());
        }
        return result;
    }

    /** What would become of a change if nothing else came before it. */
    synchronized ChangeResult foresee(SubscriptionChange change) {
        return foresee(find(change.subscriber()), change);
    }

    private static ChangeResult foresee(@Nullable Subscriber subscriber, SubscriptionChange change) {
        if (subscriber == null && change.subscriber().owner().anonymous()) {
            return new ChangeResult.Unknown();
        }
        Subscription held = subscriber == null ? Subscription.NONE : subscriber.subscription();
        Subscription wanted = new Subscription(change.revision(), change.selectors());
        return change.revision() > held.revision() || wanted.equals(held)
                ? new ChangeResult.Accepted(wanted)
                : new ChangeResult.Outdated(held);
    }

    /** What the subscriber selects; nothing if it is not known. */
    synchronized Subscription subscription(SubscriberKey key) {
        Subscriber subscriber = find(key);
        return subscriber == null ? Subscription.NONE : subscriber.subscription();
    }

    synchronized boolean isKnown(SubscriberKey key) {
        return find(key) != null;
    }

    /** The connections of a subscriber: the one that has its place comes last, after those that would like to. */
    synchronized List<Connection> connectionsOf(SubscriberKey key) {
        Subscriber subscriber = byKey.get(key);
        return subscriber == null ? List.of() : connected(subscriber).toList();
    }

    /** The connections of an owner, on all streams. */
    synchronized List<Connection> connectionsOf(Owner owner) {
        Belongings belongings = byOwner.get(owner);
        return belongings == null
                ? List.of()
                : belongings.all().stream().flatMap(Subscribers::connected).toList();
    }

    /** The connections of a session, on all streams. */
    synchronized List<Connection> connectionsOfSession(String session) {
        return List.copyOf(bySession.getOrDefault(session, Set.of()));
    }

    synchronized List<Connection> allConnections() {
        return byKey.values().stream().flatMap(Subscribers::connected).toList();
    }

    private static java.util.stream.Stream<Connection> connected(Subscriber subscriber) {
        return java.util.stream.Stream.concat(
                subscriber.rivals.stream(), java.util.stream.Stream.ofNullable(subscriber.connection));
    }

    /**
     * Forgets a subscriber, in one step with its connections, so that one which is asked for at the same time is either among them
     * or finds no trace of it.
     *
     * @return its connections, which have lost their place and are to be ended
     */
    synchronized List<Connection> leave(SubscriberKey key) {
        Subscriber subscriber = byKey.get(key);
        if (subscriber == null) {
            return List.of();
        }
        List<Connection> left = connected(subscriber).toList();
        if (subscriber.connection != null) {
            disconnect(subscriber, subscriber.connection);
        }
        forget(subscriber);
        return left;
    }

    /** Forgets everybody who had no connection for the whole grace period. */
    synchronized void forgetExpired() {
        while (!disconnected.isEmpty()) {
            Subscriber first = disconnected.iterator().next();
            if (!isExpired(first)) {
                return;
            }
            forget(first);
        }
    }

    synchronized int connectionCount() {
        return connections;
    }

    synchronized int subscriberCount() {
        forgetExpired();
        return byKey.size();
    }

    private @Nullable Subscriber find(SubscriberKey key) {
        Subscriber subscriber = byKey.get(key);
        if (subscriber != null && isExpired(subscriber)) {
            forget(subscriber);
            return null;
        }
        return subscriber;
    }

    private boolean isExpired(Subscriber subscriber) {
        return subscriber.connection == null
                && time.nanos() - subscriber.disconnectedAt >= settings.grace().toNanos();
    }

    private Subscriber create(SubscriberKey key, boolean named, Set<Selector> selectors) {
        Subscriber subscriber =
                new Subscriber(key, named, selectors, named ? forgotten.knownSince(key, head.get()) : null);
        byKey.put(key, subscriber);
        byOwner.computeIfAbsent(key.owner(), owner -> new Belongings()).all.add(subscriber);
        subscriber.disconnectedAt = time.nanos();
        markDisconnected(subscriber);
        return subscriber;
    }

    private void connect(Subscriber subscriber, Connection connection) {
        subscriber.connection = connection;
        subscriber.connectedAt = time.nanos();
        subscriber.heldPlace = null;
        connections++;
        joinSession(connection);
        disconnected.remove(subscriber);
        belongingsOf(subscriber).disconnected.remove(subscriber);
    }

    private void disconnect(Subscriber subscriber, Connection connection) {
        leaveSession(connection);
        // They have ended, or are about to.
        subscriber.rivals.forEach(this::leaveSession);
        subscriber.rivals.clear();
        subscriber.connection = null;
        subscriber.disconnectedAt = time.nanos();
        connections--;
        markDisconnected(subscriber);
    }

    private void joinSession(Connection connection) {
        String session = connection.request().session();
        if (session != null) {
            bySession.computeIfAbsent(session, key -> new HashSet<>()).add(connection);
        }
    }

    private void leaveSession(Connection connection) {
        String session = connection.request().session();
        if (session != null) {
            bySession.computeIfPresent(session, (key, its) -> its.remove(connection) && its.isEmpty() ? null : its);
        }
    }

    private void markDisconnected(Subscriber subscriber) {
        disconnected.add(subscriber);
        belongingsOf(subscriber).disconnected.add(subscriber);
    }

    private Belongings belongingsOf(Subscriber subscriber) {
        Belongings belongings = byOwner.get(subscriber.key.owner());
        if (belongings == null) {
            throw new IllegalStateException("subscriber " + subscriber.key + " is not registered");
        }
        return belongings;
    }

    private void forgetSurplus(Owner owner) {
        Belongings belongings = byOwner.get(owner);
        if (belongings != null && belongings.disconnected.size() > settings.maxDisconnectedPerOwner()) {
            forget(belongings.disconnected.iterator().next());
        }
        if (disconnected.size() > settings.maxDisconnected()) {
            forget(disconnected.iterator().next());
        }
    }

    /** Removes the subscriber and remembers that there was one, if it selected what a newcomer of its name would not. */
    private void forget(Subscriber subscriber) {
        if (subscriber.subscription().revision() > 0 || subscriber.knownSince() != null) {
            forgotten.add(subscriber.key, head.get());
        }
        remove(subscriber);
    }

    private void remove(Subscriber subscriber) {
        Belongings belongings = belongingsOf(subscriber);
        byKey.remove(subscriber.key, subscriber);
        disconnected.remove(subscriber);
        belongings.disconnected.remove(subscriber);
        belongings.all.remove(subscriber);
        if (belongings.all.isEmpty()) {
            byOwner.remove(subscriber.key.owner());
        }
    }

    /** The subscribers of one owner. */
    private static final class Belongings {
        private final Set<Subscriber> all = new LinkedHashSet<>();
        /** Those without a connection, the one that lost its connection first in front. */
        private final Set<Subscriber> disconnected = new LinkedHashSet<>();

        Set<Subscriber> all() {
            return all;
        }
    }
}
