package io.freshet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The subscribers of one owner, and how many places they take. Touched under the lock of {@link Subscribers} only. */
final class Belongings {
    final Set<Subscriber> all = new LinkedHashSet<>();
    /** Those without a connection, the one that lost its connection first in front. */
    final Set<Subscriber> disconnected = new LinkedHashSet<>();

    /**
     * Counts the places on the streams of this name, those that are only held too.
     *
     * @return null if one is free
     */
    Occupancy.@Nullable Full countPlaces(String streamName, Limit limit, Duration hold, long now) {
        List<Connection> holders = new ArrayList<>();
        long soonest = Long.MAX_VALUE;
        long youngest = Long.MAX_VALUE;
        int places = 0;
        for (Subscriber subscriber : all) {
            Connection holder = subscriber.place.holder();
            long holdLeft = subscriber.place.holdLeft(streamName, hold, now);
            if (holder != null && holder.request().stream().name().equals(streamName)) {
                holders.add(holder);
                if (!subscriber.named) {
                    youngest = Math.min(youngest, holder.nanosSinceBegun(now));
                }
                places++;
            } else if (holdLeft > 0) {
                soonest = Math.min(soonest, holdLeft);
                places++;
            }
        }
        return places < limit.max()
                ? null
                : new Occupancy.Full(holders, youngest, soonest == Long.MAX_VALUE ? 0 : soonest, limit.refusal());
    }
}
