package io.freshet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * Reads what {@link ByteWriter} has written. Whatever the bytes are, no more is allocated than they could be the form of, and each
 * method throws an {@link IllegalArgumentException} that names the place where they are none.
 */
final class ByteReader {
    private static final int NUMBER_BITS = Long.SIZE - 1;

    private final ByteBuffer in;

    ByteReader(byte[] bytes) {
        this.in = ByteBuffer.wrap(bytes);
    }

    int octet() {
        try {
            return in.get() & 0xff;
        } catch (BufferUnderflowException end) {
            throw damaged("it ends there");
        }
    }

    boolean flag() {
        int value = octet();
        if (value > 1) {
            throw damaged("a flag is " + value);
        }
        return value == 1;
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < NUMBER_BITS; shift += 7) {
            int octet = octet();
            value |= (octet & 0x7fL) << shift;
            if (octet <= 0x7f) {
                return value;
            }
        }
        throw damaged("a number has more than " + NUMBER_BITS + " bits");
    }

    /** How many of something follow, each of which takes a byte at least. */
    int count(String what) {
        return within(number(), what);
    }

    String text() {
        long number = number();
        byte[] bytes = new byte[within(number >>> 1, "bytes of text")];
        in.get(bytes);
        if ((number & 1) == 0) {
            try {
                return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            } catch (CharacterCodingException malformed) {
                throw new IllegalArgumentException(
                        damaged("a text is not UTF-8").getMessage(), malformed);
            }
        }
        if (bytes.length % 2 != 0) {
            throw damaged("a text ends with half of a character");
        }
        return ByteBuffer.wrap(bytes).asCharBuffer().toString();
    }

    void requireEnd() {
        if (in.hasRemaining()) {
            throw damaged(in.remaining() + " bytes too many follow");
        }
    }

    private int within(long count, String what) {
        if (count > in.remaining()) {
            throw damaged(count + " " + what + " were to follow, and only " + in.remaining() + " bytes do");
        }
        return (int) count;
    }

    private IllegalArgumentException damaged(String what) {
        return new IllegalArgumentException(
                "an entry of " + in.limit() + " bytes is damaged before byte " + in.position() + ": " + what);
    }
}
