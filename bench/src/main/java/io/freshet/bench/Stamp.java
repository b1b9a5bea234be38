package io.freshet.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * The data of a measured event: who sent it, as which of theirs, and when. 200 bytes of printable ASCII in fixed places, so that
 * reading one costs little:
 *
 * <pre>B ppp nnnnnnnnnn ttttttttttttttttttt xxxx...xZ</pre>
 */
final class Stamp {
    static final int LENGTH = 200;

    private static final byte FIRST = 'B';
    private static final byte LAST = 'Z';
    private static final int PUBLISHER = 2;
    private static final int SEQUENCE = 6;
    private static final int NANOS = 17;
    private static final int PADDING = 37;

    private Stamp() {}

    static byte[] blank() {
        byte[] data = new byte[LENGTH];
        Arrays.fill(data, (byte) 'x');
        data[0] = FIRST;
        data[LENGTH - 1] = LAST;
        for (int space : new int[] {PUBLISHER, SEQUENCE, NANOS, PADDING}) {
            data[space - 1] = ' ';
        }
        return data;
    }

    /** @param nanos as {@link System#nanoTime} counts them; not negative */
    static void write(byte[] data, int publisher, long sequence, long nanos) {
        digits(data, PUBLISHER, SEQUENCE - 1, publisher);
        digits(data, SEQUENCE, NANOS - 1, sequence);
        digits(data, NANOS, PADDING - 1, nanos);
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

    /** Whether these bytes are a whole stamp. */
    static boolean is(byte[] bytes, int from, int to) {
        return to - from == LENGTH && mayBeginAt(bytes, from) && bytes[to - 1] == LAST;
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
