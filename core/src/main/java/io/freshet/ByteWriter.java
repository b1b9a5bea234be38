package io.freshet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Numbers and texts as bytes, to be read by {@link ByteReader}. */
final class ByteWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    byte[] bytes() {
        return out.toByteArray();
    }

    void octet(int value) {
        out.write(value);
    }

    void flag(boolean value) {
        out.write(value ? 1 : 0);
    }

    /** A number, 0 or more: seven bits to a byte, the lowest first, the highest bit says that more follow. */
    void number(long value) {
        long rest = value;
        while (rest > 0x7f) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /**
     * A text: its length in bytes, doubled, and the bytes. UTF-8 has no form for half of a surrogate pair: a text with one is its
     * characters of two bytes each, and the number is odd.
     */
    void text(String value) {
        boolean wide = hasLoneSurrogate(value);
        byte[] bytes = wide ? chars(value) : value.getBytes(UTF_8);
        number(2L * bytes.length + (wide ? 1 : 0));
        out.writeBytes(bytes);
    }

    /** The characters as they are; an encoder would replace what is half of a pair. */
    private static byte[] chars(String value) {
        byte[] bytes = new byte[2 * value.length()];
        ByteBuffer.wrap(bytes).asCharBuffer().put(value);
        return bytes;
    }

    private static boolean hasLoneSurrogate(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isSurrogate(c)) {
                if (i + 1 == value.length() || !Character.isSurrogatePair(c, value.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }
}
