package io.freshet.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import java.util.Optional;

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
        char high = text.charAt(at + 1);
        char low = text.charAt(at + 2);
        return HexFormat.isHexDigit(high) && HexFormat.isHexDigit(low)
                ? HexFormat.fromHexDigit(high) << 4 | HexFormat.fromHexDigit(low)
                : -1;
    }

    static String encoded(byte[] octets) {
        StringBuilder text = new StringBuilder(3 * octets.length);
        for (byte octet : octets) {
            text.append('%').append(HEX.charAt(octet >> 4 & 15)).append(HEX.charAt(octet & 15));
        }
        return text.toString();
    }

    /** The text as a variable's value is expanded (RFC 6570, 3.2.2). */
    static String expanded(String value) {
        StringBuilder text = new StringBuilder(value.length() + 32);
        for (byte octet : value.getBytes(UTF_8)) {
            if (Values.isUnreserved((char) (octet & 0xFF))) {
                text.append((char) octet);
            } else {
                text.append(encoded(new byte[] {octet}));
            }
        }
        return text.toString();
    }

    /** The value that a part of a path stands for; empty if there is none. */
    static Optional<String> decoded(String text) {
        ByteBuffer octets = ByteBuffer.allocate(3 * text.length());
        for (int at = 0; at < text.length(); at++) {
            if (isTriplet(text, at)) {
                octets.put((byte) octet(text, at));
                at += 2;
            } else if (text.charAt(at) == '%') {
                return Optional.empty();
            } else {
                octets.put(String.valueOf(text.charAt(at)).getBytes(UTF_8));
            }
        }
        try {
            return Optional.of(UTF_8.newDecoder().decode(octets.flip()).toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }
}
