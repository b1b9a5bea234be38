package io.freshet;

import java.util.regex.Pattern;

/** Checks of the texts that strangers send; every message names the value and what is allowed. */
final class Text {
    static final int MAX_TOPIC = 2048;
    static final int MAX_OWNER = 256;
    static final int MAX_STREAM = 1024;
    static final int MAX_TYPE = 128;
    static final int MAX_SUBSCRIBER_ID = 128;

    private static final Pattern SUBSCRIBER_ID = Pattern.compile("[A-Za-z0-9._~-]{1," + MAX_SUBSCRIBER_ID + "}");

    private Text() {}

    static String requireSubscriberId(String id) {
        if (!SUBSCRIBER_ID.matcher(id).matches()) {
            throw new IllegalArgumentException("subscriber id " + shown(id) + " is not allowed: 1 to "
                    + MAX_SUBSCRIBER_ID + " characters of A-Z a-z 0-9 . _ ~ -");
        }
        return id;
    }

    static String requirePlain(String what, String value, int maxLength) {
        if (value.isEmpty() || value.length() > maxLength || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(what + " " + shown(value) + " is not allowed: 1 to " + maxLength
                    + " characters, none of them a control character");
        }
        return value;
    }

    /** The value as an error message may show it: short, on one line, in quotes. */
    static String shown(String value) {
        StringBuilder out = new StringBuilder("'");
        value.codePoints().limit(60).forEach(c -> out.appendCodePoint(Character.isISOControl(c) ? '\uFFFD' : c));
        return out.append(
                        value.codePointCount(0, value.length()) > 60 ? "...' (" + value.length() + " characters)" : "'")
                .toString();
    }
}
