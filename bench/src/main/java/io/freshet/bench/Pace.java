package io.freshet.bench;

import java.util.concurrent.TimeUnit;

/** When a publisher sends its next event. */
sealed interface Pace {
    /** As soon as the server has answered for the one before: a closed loop, however far deliveries are behind. */
    record WhenAnswered() implements Pace {}

    /**
     * As soon as the one before has been answered for and fewer than so many are still on their way to somebody: a closed loop around
     * the whole way.
     */
    record WhenDelivered(int onTheirWay) implements Pace {}

    /** At fixed moments; whoever was held up sends what was due meanwhile at once, stamped with the moments it was due at. */
    record Fixed(int perSecond) implements Pace {
        long intervalNanos() {
            return TimeUnit.SECONDS.toNanos(1) / perSecond;
        }
    }
}
