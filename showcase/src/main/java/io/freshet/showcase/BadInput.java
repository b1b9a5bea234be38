package io.freshet.showcase;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/** Something a caller sent that is not allowed; the message says what it is and what is allowed. Answered with 400. */
final class BadInput extends ResponseStatusException {
    private static final int SHOWN = 60;

    BadInput(String message) {
        super(HttpStatus.BAD_REQUEST, message);
    }

    static BadInput of(String what, String value, String allowed) {
        return new BadInput(what + " " + value + " is not allowed: " + allowed);
    }

    /** A stranger's text as a message may show it: short, on one line, in quotes. */
    static String shown(String text) {
        StringBuilder out = new StringBuilder("'");
        text.codePoints().limit(SHOWN).forEach(c -> out.appendCodePoint(Character.isISOControl(c) ? '\uFFFD' : c));
        int length = text.codePointCount(0, text.length());
        return out.append(length > SHOWN ? "...' (" + length + " characters)" : "'")
                .toString();
    }

    /** The bad input that brought this failure about, or null. */
    static @Nullable BadInput in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BadInput bad) {
                return bad;
            }
        }
        return null;
    }
}
