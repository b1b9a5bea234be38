package io.freshet.testkit;

import io.freshet.Claim;
import io.freshet.ClaimResult;
import io.freshet.ClusterNotices;
import io.freshet.ClusterTerms;
import io.freshet.EventId;
import io.freshet.EventLog;
import io.freshet.LogRecord;
import io.freshet.MemoryEventLog;
import io.freshet.Owner;
import io.freshet.PlaceEnd;
import io.freshet.Presence;
import io.freshet.SubscriberHistory;
import io.freshet.SubscriberKey;
import io.freshet.Subscription;
import io.freshet.SubscriptionChange;
import io.freshet.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the nodes of a hub in one process have in common, for tests of many nodes: give each a {@link #node() node} of it, and all of
 * them the log that it was made with.
 */
public final class MemoryCluster {
    private final TimeSource time;

    // All below is guarded by this.
    private final List<MemoryClusterNode> members = new ArrayList<>();
    private final Map<String, MemoryClusterNode> byName = new HashMap<>();
    private final Map<String, Long> leases = new HashMap<>();
    private final Map<SubscriberKey, Place> places = new LinkedHashMap<>();
    private final Map<SubscriberKey, Held> held = new HashMap<>();
    private final Map<SubscriberKey, Known> known = new HashMap<>();
    private final Map<SubscriberKey, Boolean> disconnected = new LinkedHashMap<>();
    private final Set<SubscriberKey> forgotten = new HashSet<>();
    private final Set<Owner> wanted = new HashSet<>();
    private @Nullable ClusterTerms terms;
    private long tickets;

    /**
     * @param time the time of the cluster
     * @param log the log of the hub's nodes, or what it is made over
     */
    public MemoryCluster(TimeSource time, MemoryEventLog log) {
        this.time = time;
        log.tail(new EventLog.Tail() {
            @Override
            public void begin(EventId head) {}

            @Override
            public void next(LogRecord record) {
                if (record.entry() instanceof SubscriptionChange change) {
                    changed(change, record.id());
                }
            }
        });
    }

    /** A node that is answered at once. */
    public MemoryClusterNode node() {
        return node(true);
    }

    /** A node that is answered, and told of others, when told. */
    public MemoryClusterNode lateNode() {
        return node(false);
    }

    private synchronized MemoryClusterNode node(boolean immediate) {
        MemoryClusterNode node = new MemoryClusterNode(this, immediate);
        members.add(node);
        return node;
    }

    synchronized void begin(ClusterTerms newTerms) {
        terms = newTerms;
    }

    private ClusterTerms terms() {
        if (terms == null) {
            throw new IllegalStateException("no node has begun");
        }
        return terms;
    }

    synchronized boolean renew(MemoryClusterNode member, String node, boolean first) {
        if (!first && !isAlive(node)) {
            return false;
        }
        byName.put(node, member);
        leases.put(node, time.nanos() + terms().lease().toNanos());
        for (SubscriberKey subscriber : List.copyOf(places.keySet())) {
            Place place = places.get(subscriber);
            if (place != null && !isAlive(place.node)) {
                leave(subscriber, place, PlaceEnd.FREE);
            }
        }
        return true;
    }

    synchronized void resign(String node) {
        leases.remove(node);
        for (SubscriberKey subscriber : List.copyOf(places.keySet())) {
            Place place = places.get(subscriber);
            if (place != null && place.node.equals(node)) {
                leave(subscriber, place, PlaceEnd.HELD);
            }
        }
    }

    private boolean isAlive(String node) {
        return leases.getOrDefault(node, Long.MIN_VALUE) > time.nanos();
    }

    synchronized long ticket() {
        return ++tickets;
    }

    synchronized ClaimResult claim(Claim claim) {
        if (!isAlive(claim.node())) {
            return new ClaimResult.Lapsed();
        }
        long now = time.nanos();
        SubscriberKey subscriber = claim.subscriber();
        long ticket = claim.ticket() != 0 ? claim.ticket() : ++tickets;
        Place place = places.get(subscriber);
        if (place != null && !isAlive(place.node)) {
            place = null;
        }
        boolean own = place != null && place.connection.equals(claim.connection());
        if (place != null && !own && place.ticket > ticket) {
            if (!place.inDoubt) {
                return new ClaimResult.Superseded();
            }
            long proof = terms().proof().toNanos();
            return new ClaimResult.Rival(
                    ticket, Duration.ofNanos(Math.max(proof / 4, place.since + proof - now)), history(claim));
        }
        Held before = held.get(subscriber);
        boolean isHeld = before != null && before.until > now && before.streamName.equals(claim.streamName());
        if (place == null && !isHeld && claim.limit() > 0) {
            ClaimResult full = count(claim, ticket, now);
            if (full != null) {
                return full;
            }
        }
        boolean inDoubt;
        long since = now;
        if (place != null && own) {
            inDoubt = place.inDoubt;
            since = place.since;
        } else if (place != null) {
            inDoubt = isHaste(place.since, now);
        } else {
            inDoubt = isHeld && before != null && isHaste(before.since, now);
        }
        inDoubt &= !claim.stood();
        if (place != null && !own && !place.node.equals(claim.node())) {
            tell(place.node, notices -> notices.contested(subscriber));
        }
        SubscriberHistory history = history(claim);
        held.remove(subscriber);
        disconnected.remove(subscriber);
        places.put(
                subscriber,
                new Place(claim.node(), claim.connection(), ticket, claim.streamName(), claim.named(), since, inDoubt));
        return new ClaimResult.Admitted(ticket, inDoubt, history);
    }

    private boolean isHaste(long since, long now) {
        return now - since < terms().haste().toNanos();
    }

    private @Nullable ClaimResult count(Claim claim, long ticket, long now) {
        Owner owner = claim.subscriber().owner();
        int count = 0;
        long youngest = Long.MAX_VALUE;
        long untilFree = Long.MAX_VALUE;
        for (Map.Entry<SubscriberKey, Place> entry : places.entrySet()) {
            Place place = entry.getValue();
            if (entry.getKey().owner().equals(owner)
                    && place.streamName.equals(claim.streamName())
                    && isAlive(place.node)) {
                count++;
                if (!place.named) {
                    youngest = Math.min(youngest, now - place.since);
                }
            }
        }
        for (Map.Entry<SubscriberKey, Held> entry : held.entrySet()) {
            Held place = entry.getValue();
            if (entry.getKey().owner().equals(owner)
                    && place.streamName.equals(claim.streamName())
                    && place.until > now) {
                count++;
                untilFree = Math.min(untilFree, place.until - now);
            }
        }
        if (count < claim.limit()) {
            return null;
        }
        wanted.add(owner);
        members.forEach(member -> member.tell(notices -> notices.wanted(owner, claim.streamName())));
        return new ClaimResult.Full(ticket, duration(youngest), duration(untilFree));
    }

    private static @Nullable Duration duration(long nanos) {
        return nanos == Long.MAX_VALUE ? null : Duration.ofNanos(nanos);
    }

    /** What is known of the claim's subscriber, who is known from here on. */
    private SubscriberHistory history(Claim claim) {
        SubscriberKey subscriber = claim.subscriber();
        Known its = find(subscriber);
        if (its == null) {
            boolean changed =
                    forgotten.remove(subscriber) || claim.subscription().revision() > 0;
            its = new Known(claim.subscription(), changed ? claim.head() : null);
            known.put(subscriber, its);
        }
        its.until = Long.MAX_VALUE;
        return its.history();
    }

    private @Nullable Known find(SubscriberKey subscriber) {
        Known its = known.get(subscriber);
        if (its != null && its.until <= time.nanos()) {
            forgetHistory(subscriber);
            return null;
        }
        return its;
    }

    synchronized Optional<SubscriberHistory> history(SubscriberKey subscriber) {
        return Optional.ofNullable(find(subscriber)).map(Known::history);
    }

    private synchronized void changed(SubscriptionChange change, EventId position) {
        SubscriberKey subscriber = change.subscriber();
        Known its = find(subscriber);
        if (its == null) {
            if (subscriber.owner().anonymous() || terms == null) {
                return;
            }
            its = new Known(new Subscription(0, Set.of()), forgotten.remove(subscriber) ? position : null);
            known.put(subscriber, its);
            disconnect(subscriber, its);
        }
        its.change(position, new Subscription(change.revision(), change.selectors()));
    }

    synchronized void vacate(SubscriberKey subscriber, String connection, PlaceEnd end) {
        Place place = places.get(subscriber);
        if (place != null && place.connection.equals(connection)) {
            leave(subscriber, place, end);
        }
    }

    private void leave(SubscriberKey subscriber, Place place, PlaceEnd end) {
        places.remove(subscriber);
        Known its = known.get(subscriber);
        if (end == PlaceEnd.FORGOTTEN || !place.named) {
            forgetHistory(subscriber);
        } else {
            if (end == PlaceEnd.HELD) {
                held.put(
                        subscriber,
                        new Held(place.streamName, time.nanos() + terms().hold().toNanos(), place.since));
            }
            if (its != null) {
                disconnect(subscriber, its);
            }
        }
        tellVacated(subscriber.owner());
    }

    private void disconnect(SubscriberKey subscriber, Known its) {
        its.until = time.nanos() + terms().grace().toNanos();
        disconnected.put(subscriber, true);
        List<SubscriberKey> others = disconnected.keySet().stream()
                .filter(other -> other.owner().equals(subscriber.owner()))
                .toList();
        if (others.size() > terms().maxDisconnectedPerOwner()) {
            forgetHistory(others.get(0));
        }
    }

    synchronized void forget(SubscriberKey subscriber) {
        places.remove(subscriber);
        held.remove(subscriber);
        forgetHistory(subscriber);
        tellVacated(subscriber.owner());
    }

    private void forgetHistory(SubscriberKey subscriber) {
        disconnected.remove(subscriber);
        Known its = known.remove(subscriber);
        if (its != null && (its.history().subscription().revision() > 0 || its.since != null)) {
            forgotten.add(subscriber);
        }
    }

    private void tellVacated(Owner owner) {
        if (wanted.contains(owner)) {
            members.forEach(member -> member.tell(notices -> notices.vacated(owner)));
        }
    }

    private void tell(String node, Consumer<ClusterNotices> notice) {
        MemoryClusterNode member = byName.get(node);
        if (member != null) {
            member.tell(notice);
        }
    }

    synchronized List<Presence> presence(@Nullable Owner owner) {
        return places.entrySet().stream()
                .filter(entry -> isAlive(entry.getValue().node)
                        && (owner == null || entry.getKey().owner().equals(owner)))
                .map(entry -> new Presence(entry.getKey(), entry.getValue().streamName, entry.getValue().node))
                .toList();
    }

    /** How many places there are, of nodes that are alive. */
    public int placeCount() {
        return presence(null).size();
    }

    /** Loses all that it holds, as a Redis that was flushed. */
    public synchronized void flush() {
        leases.clear();
        places.clear();
        held.clear();
        known.clear();
        disconnected.clear();
        forgotten.clear();
    }

    private record Place(
            String node,
            String connection,
            long ticket,
            String streamName,
            boolean named,
            long since,
            boolean inDoubt) {}

    private record Held(String streamName, long until, long since) {}

    private static final class Known {
        private Subscription first;
        private @Nullable EventId since;
        private final List<SubscriberHistory.Change> changes = new ArrayList<>();
        private long until = Long.MAX_VALUE;

        private Known(Subscription first, @Nullable EventId since) {
            this.first = first;
            this.since = since;
        }

        private void change(EventId position, Subscription subscription) {
            if (subscription.revision() <= history().subscription().revision()) {
                return;
            }
            changes.add(new SubscriberHistory.Change(position, subscription));
            if (changes.size() > SubscriberHistory.MAX_CHANGES) {
                SubscriberHistory.Change oldest = changes.remove(0);
                first = oldest.subscription();
                since = oldest.position();
            }
        }

        private SubscriberHistory history() {
            return new SubscriberHistory(first, since, changes);
        }
    }
}
