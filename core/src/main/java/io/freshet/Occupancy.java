package io.freshet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of a connection's try to occupy a place. */
sealed interface Occupancy {
    /** It has the place, taken over from another connection of its subscriber or not. */
    record Occupied(Subscriber subscriber, @Nullable Connection replaced) implements Occupancy {}

    /** A newer connection of its subscriber has the place. */
    record Superseded() implements Occupancy {}

    /** It must not come in, and waiting would not help. */
    record Refused(Refusal refusal) implements Occupancy {}

    /**
     * No place is free.
     *
     * @param holders the live connections of the same owner on streams of the same name
     * @param nanosUntilFree how long until the first place that is only held becomes free, or 0 if none is
     * @param refusal what to answer if it stays so
     */
    record Full(List<Connection> holders, long nanosUntilFree, Refusal refusal) implements Occupancy {}
}
