package io.freshet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber's place: the connection that has it, its holder, and the rivals, which go on until it is known that the holder is
 * alive. For the order in which the requests of a page that is refreshed in haste get here says nothing about which of them is.
 *
 * <p>Touched under the lock of {@link Subscribers} only. Moments are by {@link TimeSource#nanos()}.
 */
final class Place {
    /** Of two requests that come in within this time the later one may have been sent first; a busy server takes a while. */
    static final Duration HASTE = Duration.ofSeconds(5);

    /** More rivals than a page in haste has; somebody may do that on purpose. */
    private static final int MAX_RIVALS = 32;

    private @Nullable Connection holder;
    /** When the holder got the place. */
    private long takenAt;
    /** None without a holder, and each older than the holder. */
    private List<Connection> rivals = List.of();
    /** When the last holder ended, or the subscriber was made. */
    private long freeSince;
    /** The name of the stream on which the place is held for the subscriber after its connection ended, or null. */
    private @Nullable String heldOn;

    Place(long now) {
        this.freeSince = now;
    }

    @Nullable
    Connection holder() {
        return holder;
    }

    /** The rivals, and the holder last. */
    List<Connection> connections() {
        List<Connection> connections = new ArrayList<>(rivals);
        if (holder != null) {
            connections.add(holder);
        }
        return connections;
    }

    boolean isHeldOrWantedBy(Connection connection) {
        return connection == holder || isRival(connection);
    }

    boolean isRival(Connection connection) {
        return rivals.contains(connection);
    }

    private List<Connection> with(Connection rival) {
        List<Connection> more = new ArrayList<>(rivals);
        more.add(rival);
        return more;
    }

    private List<Connection> without(Connection rival) {
        return rivals.stream().filter(other -> other != rival).toList();
    }

    void take(Connection connection, long now) {
        holder = connection;
        takenAt = now;
        heldOn = null;
    }

    /**
     * Settles who of the holder and another connection has the place: the newer one. If that may be dead, the other is its rival.
     *
     * @param subscriber whose place this is, with a holder
     */
    Occupancy contend(Subscriber subscriber, Connection other, long now) {
        Connection before = Objects.requireNonNull(holder);
        boolean overtaken = before.isNewerThan(other);
        boolean doubtful = now - takenAt < HASTE.toNanos() && rivals.size() < MAX_RIVALS;
        if (overtaken && !doubtful) {
            return new Occupancy.Superseded();
        }
        if (!overtaken) {
            take(other, now);
        }
        if (!doubtful) {
            return new Occupancy.Occupied(subscriber, before, null);
        }
        Connection rival = overtaken ? other : before;
        rivals = with(rival);
        return new Occupancy.Occupied(subscriber, null, rival);
    }

    /**
     * Whether a newer connection than this rival has stood. It need not be the holder: somebody who comes back all the time must
     * not gather connections.
     */
    boolean isDefeated(Connection rival, Duration proof, long now) {
        return isRival(rival)
                && connections().stream().anyMatch(other -> other.isNewerThan(rival) && other.hasStood(proof, now));
    }

    /**
     * One of the connections has ended: if it was the holder, the newest rival inherits.
     *
     * @return false if there is no heir
     */
    boolean outlives(Connection ended, long now) {
        if (isRival(ended)) {
            rivals = without(ended);
            return true;
        }
        Connection heir = null;
        for (Connection rival : rivals) {
            if (!rival.isEnded() && (heir == null || rival.isNewerThan(heir))) {
                heir = rival;
            }
        }
        if (heir == null) {
            return false;
        }
        rivals = without(heir);
        take(heir, now);
        return true;
    }

    /** Nobody has it any more, nor wants it. */
    void free(long now) {
        holder = null;
        rivals = List.of();
        freeSince = now;
    }

    /** Holds the place for the subscriber to come back. */
    void holdOn(String streamName) {
        heldOn = streamName;
    }

    /** How many nanoseconds longer the place is held on this stream; 0 or less if it is not. */
    long holdLeft(String streamName, Duration hold, long now) {
        return streamName.equals(heldOn) ? hold.toNanos() - (now - freeSince) : 0;
    }

    boolean hasBeenFreeFor(Duration grace, long now) {
        return holder == null && now - freeSince >= grace.toNanos();
    }
}
