package io.freshet.bench.faults;

/** Which subscribers are to be told of a gap by a fault. */
enum Telling {
    /** Nobody: the log has lost nothing. */
    NOBODY,
    /** Those with a name, perhaps: the log has lost nothing, but the hub no longer knows what they had selected (decision 63). */
    NAMED,
    /** Everybody: the log may have lost something. */
    EVERYBODY
}
