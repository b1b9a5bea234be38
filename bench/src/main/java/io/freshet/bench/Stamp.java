package io.freshet.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * The data of a measured event: who sent it, as which of theirs, and when. Printable ASCII in fixed places, so that reading one
 * costs little, and as much of it as is wanted:
 *
 * <pre>B ppp nnnnnnnnnn ttttttttttttttttttt xxxx...xZ</pre>
 */
final class Stamp {
    /** The fewest bytes that it has. */
    static final int SHORTEST = 40;

    private static final byte FIRST = 'B';
    private static final byte LAST = 'Z';
    private static final int PUBLISHER = 2;
    private static final int SEQUENCE = 6;
    private static final int NANOS = 17;
    private static final int PADDING = 37;

    private Stamp() {}

    static byte[] blank(int length) {
        byte[] data = new byte[length];
        Arrays.fill(data, (byte) 'x');
        data[0] = FIRST;
        data[length - 1] = LAST;
        for (int space : new int[] {PUBLISHER, SEQUENCE, NANOS, PADDING}) {
            data[space - 1] = ' ';
        }
        return data;
    }

    /**
     * Fills in one that is blank or used.
     *
     * @param at where it begins
     * @param nanos as {@link System#nanoTime} counts them; not negative
     */
    static void write(byte[] bytes, int at, int publisher, long sequence, long nanos) {
        digits(bytes, at + PUBLISHER, at + SEQUENCE - 1, publisher);
        digits(bytes, at + SEQUENCE, at + NANOS - 1, sequence);
        digits(bytes, at + NANOS, at + PADDING - 1, nanos);
    }

    private static void digits(byte[] data, int from, int to, long number) {
        long rest = number;
        for (int i = to - 1; i >= from; i--) {
            data[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** Whether a stamp seems to begin here. */
    static boolean mayBeginAt(byte[] bytes, int at) {
        return bytes[at] == FIRST && bytes[at + 1] == ' ';
    }

    /** Whether these bytes are a whole stamp, given that they are as many as it has. */
    static boolean is(byte[] bytes, int from, int to) {
        return mayBeginAt(bytes, from) && bytes[to - 1] == LAST;
    }

    static int publisher(byte[] bytes, int from) {
        return (int) number(bytes, from + PUBLISHER, from + SEQUENCE - 1);
    }

    static long sequence(byte[] bytes, int from) {
        return number(bytes, from + SEQUENCE, from + NANOS - 1);
    }

    static long nanos(byte[] bytes, int from) {
        return number(bytes, from + NANOS, from + PADDING - 1);
    }

    private static long number(byte[] bytes, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                throw new IllegalArgumentException(
                        "a stamp is damaged: " + new String(bytes, from, to - from, US_ASCII));
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
