package io.freshet.bench.faults;

/** Which subscribers are to be told of a gap by a fault. */
enum Telling {
    /** Nobody: the log has lost nothing. */
    NOBODY,
    /** Everybody: the log may have lost something. */
    EVERYBODY
}
