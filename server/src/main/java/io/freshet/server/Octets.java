package io.freshet.server;

/** Percent-encoded octets (RFC 3986, 2.1). */
final class Octets {
    private static final String HEX = "0123456789ABCDEF";

    private Octets() {}

    /** Whether the text has an octet at this place. */
    static boolean isTriplet(String text, int at) {
        return at + 2 < text.length() && text.charAt(at) == '%' && octet(text, at) >= 0;
    }

    /** The octet whose percent sign is at this place; negative if none is. */
    static int octet(String text, int at) {
        int high = Character.digit(text.charAt(at + 1), 16);
        int low = Character.digit(text.charAt(at + 2), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    static String encoded(byte[] octets) {
        StringBuilder text = new StringBuilder(3 * octets.length);
        for (byte octet : octets) {
            text.append('%').append(HEX.charAt(octet >> 4 & 15)).append(HEX.charAt(octet & 15));
        }
        return text.toString();
    }
}
