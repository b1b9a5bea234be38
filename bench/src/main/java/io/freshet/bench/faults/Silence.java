package io.freshet.bench.faults;

import java.util.Locale;

/** The longest time in which a subscriber received no event, and what it did meanwhile. Belongs to a follower, and to its lock. */
final class Silence {
    private long lastEvent;
    private long longest;
    private String account = "";

    /** Since the last event; 0 is never. */
    private long firstAttempt;

    private long connected;
    private int attempts;

    /** What went before does not count. */
    void listenFrom(long nanos) {
        longest = 0;
        begin(nanos);
    }

    /** The subscriber makes an attempt to connect. */
    void attempt(long nanos) {
        if (attempts++ == 0) {
            firstAttempt = nanos;
        }
    }

    void connected(long nanos) {
        connected = nanos;
    }

    /** An event came. */
    void end(long nanos) {
        if (nanos - lastEvent > longest) {
            longest = nanos - lastEvent;
            account = account();
        }
        begin(nanos);
    }

    private void begin(long nanos) {
        lastEvent = nanos;
        firstAttempt = 0;
        connected = 0;
        attempts = 0;
    }

    private String account() {
        String silence = seconds(longest) + " of silence";
        if (connected == 0) {
            return silence + " on one connection";
        }
        return silence + ": came back after " + seconds(firstAttempt - lastEvent) + ", was connected after "
                + seconds(connected - lastEvent) + ", attempts: " + attempts;
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
    }

    long longestNanos() {
        return longest;
    }

    /** How long it was, and what happened meanwhile. */
    @Override
    public String toString() {
        return account;
    }
}
