package io.freshet.servlet;

import org.jspecify.annotations.Nullable;

/**
 * How a response can end on its container, apart from being completed.
 *
 * @param told whether the container tells that the peer has gone without anything being written
 * @param cut ends a response whose peer takes nothing, after which the container reports an error; null where completing it does
 *     as much
 */
record Ends(boolean told, @Nullable Runnable cut) {
    /** Of a response of which nothing is known. */
    static final Ends UNTOLD = new Ends(false, null);
}
