package io.freshet.showcase;

import java.util.regex.Pattern;

/** Names that callers make up and that stand in paths and topics: of share links and of channels. */
final class PathName {
    /** The characters that a path has as they are (RFC 3986, 2.3). A leading dot could make it another path. */
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,63}");

    private PathName() {}

    static String require(String what, String name) {
        if (!ALLOWED.matcher(name).matches()) {
            throw BadInput.of(
                    what,
                    BadInput.shown(name),
                    "1 to 64 characters of A-Z a-z 0-9 . _ ~ -, the first of them not a dot");
        }
        return name;
    }
}
