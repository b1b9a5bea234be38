package io.freshet;

import java.time.Duration;
import java.util.HashMap;
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
    private final Settings settings;
    private final TimeSource time;
    private final Supplier<EventId> head;
    private final boolean clustered;

    // All below is guarded by this.
    private final Map<SubscriberKey, Subscriber> byKey = new HashMap<>();
    private final Map<Owner, Belongings> byOwner = new HashMap<>();
    private final Sessions sessions = new Sessions();
    /** All that have no connection, the one that lost its connection first in front. */
    private final Set<Subscriber> disconnected = new LinkedHashSet<>();

    private final Forgotten forgotten = new Forgotten();
    private int connections;

    /**
     * @param head the newest position that this node knows
     * @param clustered whether other nodes may know subscribers that this one does not
     */
    Subscribers(Settings settings, TimeSource time, Supplier<EventId> head, boolean clustered) {
        this.settings = settings;
        this.time = time;
        this.head = head;
        this.clustered = clustered;
    }

    /**
     * Gives the connection its subscriber's place, or a free one: whether there is one is counted and it is taken in the same
     * step.
     */
    synchronized Occupancy occupy(Connection connection) {
        return occupy(connection, connection.request().limit());
    }

    /**
     * Gives the connection its subscriber's place, which a cluster has counted and given it already, and knows this of the
     * subscriber.
     *
     * @param beginning where the log has begun last
     */
    synchronized Occupancy occupy(Connection connection, SubscriberHistory history, EventId beginning) {
        learn(connection.subscriber(), connection.isNamed(), history, beginning);
        return occupy(connection, (Limit) null);
    }

    /** Takes over what other nodes know of a subscriber, whether or not this one knows it. */
    synchronized void learn(SubscriberKey key, SubscriberHistory history, EventId beginning) {
        learn(key, true, history, beginning);
        forgetSurplus(key.owner());
    }

    private void learn(SubscriberKey key, boolean named, SubscriberHistory history, EventId beginning) {
        Subscriber known = find(key);
        Subscriber subscriber = known != null ? known : create(key, named, Set.of());
        subscriber.learn(history, beginning);
    }

    private Occupancy occupy(Connection connection, @Nullable Limit limit) {
        ConnectRequest request = connection.request();
        Subscriber known = find(connection.subscriber());
        Recall recall = recall(connection, known);
        Subscription held = known == null ? new Subscription(0, request.topics()) : known.subscription();
        Set<Selector> selectors = (recall != null && held.revision() == 0 ? recall.subscription() : held).selectors();
        for (Selector selector : selectors) {
            if (!request.rights().covers(selector)) {
                return new Occupancy.Refused(Refusal.of(RefusalReason.FORBIDDEN, "no right to select " + selector));
            }
        }
        long now = time.nanos();
        if (known != null && known.place.holder() != null) {
            return contend(known, connection, now);
        }
        String streamName = request.stream().name();
        boolean placeIsHeld = known != null && known.place.holdLeft(streamName, settings.hold(), now) > 0;
        Belongings belongings = byOwner.get(request.owner());
        if (limit != null && belongings != null && !placeIsHeld) {
            Occupancy.Full full = belongings.countPlaces(streamName, limit, settings.hold(), now);
            if (full != null) {
                return full;
            }
        }
        if (connections >= settings.maxConnections()) {
            return new Occupancy.Refused(
                    Refusal.of(RefusalReason.FULL, "the server has as many streams as it can serve")
                            .withRetryAfter(settings.retry()));
        }
        Subscriber subscriber = known != null ? known : create(connection);
        if (recall != null) {
            subscriber.begin(recall);
        } else if (subscriber.isWithoutBeginning() && subscriber.knownSince() == null) {
            subscriber.begin(request.topics());
        }
        connect(subscriber, connection);
        return new Occupancy.Occupied(subscriber, null, null);
    }

    private Occupancy contend(Subscriber subscriber, Connection connection, long now) {
        Occupancy occupancy = subscriber.place.contend(subscriber, connection, now);
        if (occupancy instanceof Occupancy.Occupied occupied) {
            sessions.join(connection);
            if (occupied.replaced() != null) {
                sessions.leave(occupied.replaced());
            }
        }
        return occupancy;
    }

    /**
     * Takes the connection's place away, if it is still this connection's. A named subscriber keeps it in hand for a moment,
     * unless it left.
     */
    synchronized void vacate(Connection connection, CloseReason reason) {
        Subscriber subscriber = byKey.get(connection.subscriber());
        if (subscriber == null || !subscriber.place.isHeldOrWantedBy(connection)) {
            return;
        }
        if (subscriber.place.outlives(connection, time.nanos())) {
            sessions.leave(connection);
            return;
        }
        disconnect(subscriber);
        if (reason == CloseReason.LEFT) {
            forget(subscriber);
        } else if (subscriber.named) {
            subscriber.place.holdOn(connection.request().stream().name());
            forgetSurplus(subscriber.key.owner());
        } else {
            remove(subscriber);
        }
    }

    /** Whether the connection goes on only in case that the one which has its place is dead. */
    synchronized boolean isRival(Connection connection) {
        Subscriber subscriber = byKey.get(connection.subscriber());
        return subscriber != null && subscriber.place.isRival(connection);
    }

    /** Whether a connection that is newer than this rival has stood for so long that it must be alive. */
    synchronized boolean isDefeated(Connection rival, Duration proof) {
        Subscriber subscriber = byKey.get(rival.subscriber());
        return subscriber != null && subscriber.place.isDefeated(rival, proof, time.nanos());
    }

    /** Takes over a change where the log has it, and says what the subscriber holds then. */
    synchronized ChangeResult apply(SubscriptionChange change, EventId position) {
        Subscriber known = find(change.subscriber());
        Subscription unknown = clustered ? Subscription.NONE : null;
        ChangeResult result = change.outcome(known == null ? unknown : known.subscription());
        if (result instanceof ChangeResult.Accepted accepted) {
            Subscriber subscriber = known != null ? known : create(change.subscriber(), true, Set.of());
            if (change.revision() > subscriber.subscription().revision()) {
                subscriber.change(position, accepted.held());
            }
            forgetSurplus(change.subscriber().owner());
        }
        return result;
    }

    /** The log has a past, in which others may have selected what nobody here has heard of. */
    synchronized void knowNothingBefore(EventId position) {
        forgotten.knowNothingBefore(position);
    }

    /** The log goes on from a position that may be of another epoch. Everybody keeps what they select. */
    synchronized void begin(EventId position) {
        forgotten.begin(position);
        byKey.values().forEach(subscriber -> subscriber.begin(position));
    }

    /** A replay has come to a change that only the log knows. */
    synchronized boolean recall(Subscriber subscriber, SubscriptionChange change, EventId position) {
        return subscriber.recall(change, position);
    }

    /** What would become of a change if nothing else came before it. */
    synchronized ChangeResult foresee(SubscriptionChange change) {
        Subscriber known = find(change.subscriber());
        return change.outcome(known == null ? null : known.subscription());
    }

    /** What the subscriber selects; nothing if it is not known. */
    synchronized Subscription subscription(SubscriberKey key) {
        Subscriber subscriber = find(key);
        return subscriber == null ? Subscription.NONE : subscriber.subscription();
    }

    synchronized boolean isKnown(SubscriberKey key) {
        return find(key) != null;
    }

    /** The connections of a subscriber, the one that has its place last. */
    synchronized List<Connection> connectionsOf(SubscriberKey key) {
        Subscriber subscriber = byKey.get(key);
        return subscriber == null ? List.of() : subscriber.place.connections();
    }

    /** The connections of an owner, on all streams. */
    synchronized List<Connection> connectionsOf(Owner owner) {
        Belongings belongings = byOwner.get(owner);
        return belongings == null ? List.of() : belongings.connections();
    }

    /** The connections of a session, on all streams. */
    synchronized List<Connection> connectionsOfSession(String session) {
        return sessions.connectionsOf(session);
    }

    /** Who has a place here, of one owner or of all. */
    synchronized List<Presence> presence(@Nullable Owner owner, String node) {
        List<Connection> connections = owner == null ? allConnections() : connectionsOf(owner);
        return connections.stream()
                .filter(connection -> !isRival(connection))
                .map(connection -> new Presence(
                        connection.subscriber(), connection.request().stream().name(), node))
                .toList();
    }

    synchronized List<Connection> allConnections() {
        return byKey.values().stream()
                .flatMap(subscriber -> subscriber.place.connections().stream())
                .toList();
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
        List<Connection> left = subscriber.place.connections();
        if (!left.isEmpty()) {
            disconnect(subscriber);
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
        return subscriber.place.hasBeenFreeFor(settings.grace(), time.nanos());
    }

    /**
     * What the connection's client says of its subscriber, of whom this hub knows nothing but changes that came before the
     * connection; null if that does not help.
     */
    private @Nullable Recall recall(Connection connection, @Nullable Subscriber known) {
        if (clustered || (known != null && !known.isWithoutBeginning())) {
            return null;
        }
        EventId knownSince = known == null ? knownSince(connection) : known.knownSince();
        if (knownSince == null && known != null) {
            // Made by a change on a log that has no past but, perhaps, connections.
            knownSince = head.get();
        }
        Recall recall = Recall.of(connection.request(), asked(connection), knownSince);
        boolean tooMuch = recall != null && recall.subscription().selectors().size() > settings.maxSelectors();
        return tooMuch ? null : recall;
    }

    private @Nullable EventId knownSince(Connection connection) {
        return connection.isNamed() ? forgotten.knownSince(asked(connection), head.get()) : null;
    }

    /** Whom the client takes itself for. A stranger who is not known gets another id. */
    private static SubscriberKey asked(Connection connection) {
        SubscriberKey key = connection.subscriber();
        String asked = connection.request().subscriber();
        return asked == null ? key : new SubscriberKey(key.owner(), key.stream(), asked);
    }

    private Subscriber create(Connection connection) {
        return add(new Subscriber(
                connection.subscriber(),
                connection.isNamed(),
                new Place(time.nanos()),
                connection.request().topics(),
                knownSince(connection)));
    }

    private Subscriber create(SubscriberKey key, boolean named, Set<Selector> selectors) {
        EventId knownSince = named ? forgotten.knownSince(key, head.get()) : null;
        return add(new Subscriber(key, named, new Place(time.nanos()), selectors, knownSince));
    }

    private Subscriber add(Subscriber subscriber) {
        SubscriberKey key = subscriber.key;
        byKey.put(key, subscriber);
        byOwner.computeIfAbsent(key.owner(), owner -> new Belongings()).add(subscriber);
        disconnected.add(subscriber);
        return subscriber;
    }

    private void connect(Subscriber subscriber, Connection connection) {
        subscriber.place.take(connection, time.nanos());
        subscriber.hasBegun();
        connections++;
        sessions.join(connection);
        disconnected.remove(subscriber);
        belongingsOf(subscriber).connected(subscriber);
    }

    private void disconnect(Subscriber subscriber) {
        subscriber.place.connections().forEach(sessions::leave);
        subscriber.place.free(time.nanos());
        connections--;
        disconnected.add(subscriber);
        belongingsOf(subscriber).disconnected(subscriber);
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
        if (belongings != null && belongings.disconnectedCount() > settings.maxDisconnectedPerOwner()) {
            forget(belongings.firstDisconnected());
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
        belongings.remove(subscriber);
        if (belongings.isEmpty()) {
            byOwner.remove(subscriber.key.owner());
        }
    }
}
