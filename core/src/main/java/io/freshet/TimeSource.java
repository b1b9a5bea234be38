package io.freshet;

import java.time.Instant;

/** Where the hub takes the time from. May be called from any thread. */
public interface TimeSource {
    /** The time of the machine. */
    static TimeSource system() {
        return new SystemClock();
    }

    /** The time of day, for what happens at a moment: the end of a right, the age of a record. */
    Instant now();

    /** A clock that never steps back, in nanoseconds from an arbitrary origin, for how long something lasts. */
    long nanos();
}
