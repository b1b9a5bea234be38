package io.freshet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The subscribers of one owner, and how many places they take. Touched under the lock of {@link Subscribers} only. */
final class Belongings {
    private final Chain<Subscriber> connected = new Chain<>();
    /** Those without a connection, the one that lost its connection first in front. */
    private final Chain<Subscriber> disconnected = new Chain<>();

    boolean isEmpty() {
        return connected.isEmpty() && disconnected.isEmpty();
    }

    /** Adds a subscriber that has no connection yet. */
    void add(Subscriber subscriber) {
        disconnected.add(subscriber);
    }

    void connected(Subscriber subscriber) {
        disconnected.remove(subscriber);
        connected.add(subscriber);
    }

    void disconnected(Subscriber subscriber) {
        connected.remove(subscriber);
        disconnected.add(subscriber);
    }

    /** Removes a subscriber that has no connection any more. */
    void remove(Subscriber subscriber) {
        disconnected.remove(subscriber);
    }

    int disconnectedCount() {
        return disconnected.size();
    }

    /** Who lost its connection first of those that have none. There must be one. */
    Subscriber firstDisconnected() {
        return Objects.requireNonNull(disconnected.first());
    }

    List<Connection> connections() {
        List<Connection> connections = new ArrayList<>();
        for (Subscriber subscriber : connected) {
            connections.addAll(subscriber.place.connections());
        }
        return connections;
    }

    /**
     * Counts the places on the streams of this name, those that are only held too.
     *
     * @return null if one is free
     */
    Occupancy.@Nullable Full countPlaces(String streamName, Limit limit, Duration hold, long now) {
        List<Connection> holders = new ArrayList<>();
        long youngest = Long.MAX_VALUE;
        for (Subscriber subscriber : connected) {
            Connection holder = subscriber.place.holder();
            if (holder != null && holder.request().stream().name().equals(streamName)) {
                holders.add(holder);
                if (!subscriber.named) {
                    youngest = Math.min(youngest, holder.nanosSinceBegun(now));
                }
            }
        }
        int places = holders.size();
        long soonest = Long.MAX_VALUE;
        for (Subscriber subscriber : disconnected) {
            long holdLeft = subscriber.place.holdLeft(streamName, hold, now);
            if (holdLeft > 0) {
                soonest = Math.min(soonest, holdLeft);
                places++;
            }
        }
        return places < limit.max()
                ? null
                : new Occupancy.Full(holders, youngest, soonest == Long.MAX_VALUE ? 0 : soonest, limit.refusal());
    }
}
