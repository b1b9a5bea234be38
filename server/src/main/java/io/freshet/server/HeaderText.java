package io.freshet.server;

/** What may stand in a header: nothing that begins another one (RFC 9110, 5.1 and 5.5). */
final class HeaderText {
    private static final String MARKS = "!#$%&'*+-.^_`|~";

    private HeaderText() {}

    /** @throws IllegalArgumentException if the name or the value is not allowed; the message has no part of the value */
    static void require(String name, String value) {
        if (name.isEmpty() || !name.chars().allMatch(HeaderText::mayBeInName)) {
            throw new IllegalArgumentException(
                    "header name '" + name + "' is not allowed: letters, digits, and " + MARKS);
        }
        if (!value.chars().allMatch(HeaderText::mayBeInValue)) {
            throw new IllegalArgumentException(
                    "the value of header " + name + " is not allowed: visible characters of Latin-1, space and tab");
        }
    }

    private static boolean mayBeInName(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || MARKS.indexOf(c) >= 0;
    }

    private static boolean mayBeInValue(int c) {
        return c == '\t' || (c >= ' ' && c < 0x7f) || (c >= 0xa0 && c <= 0xff);
    }
}
