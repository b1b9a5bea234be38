package io.freshet;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of a {@link Claim}. The ticket is to be shown with the next one. */
public sealed interface ClaimResult {
    /**
     * The connection has the place.
     *
     * @param inDoubt whether another of its subscriber's may yet be the live one: say so once this one has been found alive
     * @param history what is known of the subscriber
     */
    record Admitted(long ticket, boolean inDoubt, SubscriberHistory history) implements ClaimResult {}

    /**
     * A newer one has the place, and may be dead: the connection goes on beside it, and asks again.
     *
     * @param askAgain after how long
     * @param history what is known of the subscriber
     */
    record Rival(long ticket, Duration askAgain, SubscriberHistory history) implements ClaimResult {}

    /** A newer one has the place. */
    record Superseded() implements ClaimResult {}

    /**
     * No place is free.
     *
     * @param youngest how long ago the youngest place of an unnamed subscriber was taken, or null if there is none
     * @param untilFree how long until the first place that is only held becomes free, or null if there is none
     */
    record Full(long ticket, @Nullable Duration youngest, @Nullable Duration untilFree) implements ClaimResult {}

    /** The node has no lease. */
    record Lapsed() implements ClaimResult {}
}
