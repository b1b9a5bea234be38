package io.freshet.server;

/** What strangers sent, as an error message may show it: short, on one line, in quotes. */
final class Shown {
    private static final int LONGEST = 60;

    private Shown() {}

    static String of(String value) {
        StringBuilder out = new StringBuilder("'");
        value.codePoints().limit(LONGEST).forEach(c -> out.appendCodePoint(Character.isISOControl(c) ? '\uFFFD' : c));
        return out.append(value.codePointCount(0, value.length()) > LONGEST ? "...'" : "'")
                .toString();
    }
}
