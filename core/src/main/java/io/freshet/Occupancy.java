package io.freshet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of a connection's try to occupy a place. */
sealed interface Occupancy {
    /**
     * It comes in.
     *
     * @param replaced the connection of its subscriber from which it has the place, or null
     * @param rival the one of two connections that has the place only if the other turns out to be dead, or null: its own, or
     *     the one that had the place before
     */
    record Occupied(Subscriber subscriber, @Nullable Connection replaced, @Nullable Connection rival)
            implements Occupancy {}

    /** A newer connection of its subscriber has the place. */
    record Superseded() implements Occupancy {}

    /** It must not come in, and waiting would not help. */
    record Refused(Refusal refusal) implements Occupancy {}

    /**
     * No place is free.
     *
     * @param holders the live connections of the same owner on streams of the same name
     * @param nanosSinceBegun how long ago the youngest of those that are unnamed began; without one, for ever
     * @param nanosUntilFree how long until the first place that is only held becomes free, or 0 if none is
     * @param refusal what to answer if it stays so
     */
    record Full(List<Connection> holders, long nanosSinceBegun, long nanosUntilFree, Refusal refusal)
            implements Occupancy {}
}
