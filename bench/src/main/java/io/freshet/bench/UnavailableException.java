package io.freshet.bench;

/** A peer cannot run on this machine; the message says why. */
final class UnavailableException extends Exception {
    private static final long serialVersionUID = 1;

    private final String why;

    UnavailableException(String why) {
        super(why);
        this.why = why;
    }

    String why() {
        return why;
    }
}
