package io.freshet.showcase;

import java.util.regex.Pattern;

/** Numbers of things that are stored, as paths have them: digits only, so that a thing has one path. */
final class PathNumber {
    private static final Pattern PLAIN = Pattern.compile("[1-9][0-9]{0,17}");

    private PathNumber() {}

    static long parse(String what, String text) {
        if (!PLAIN.matcher(text).matches()) {
            throw BadInput.of(what, BadInput.shown(text), "a whole number of 1 to 18 digits, the first of them not 0");
        }
        return Long.parseLong(text);
    }
}
