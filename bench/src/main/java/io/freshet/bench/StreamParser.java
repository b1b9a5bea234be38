package io.freshet.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * Reads the events of one connection out of its bytes, however they are cut. Knows just enough of the event stream format to be
 * cheap: an id, one line of data, the end of an event.
 */
final class StreamParser {
    private static final int DATA_FIELD = 5;

    private final Sink sink;
    /** What a line of data with a stamp has before the stamp, and in all. */
    private final int before;

    private final int lineLength;
    private final int stampLength;

    /** The beginning of a line whose end has not come. */
    private byte[] carry = new byte[512];

    private int carried;

    private boolean stamped;
    private int publisher;
    private long sequence;
    private long nanos;

    /** The id of the block that is being read. */
    private byte[] id = new byte[64];

    private int idLength;
    /** The newest id whose block has come to its end: what was cut is asked for again. */
    private byte[] held = new byte[64];

    private int heldLength;
    private boolean isNewId;

    /**
     * @param before how many bytes of a line of data come before the stamp
     * @param stampLength how many the stamp has
     * @param after how many come after it
     */
    StreamParser(int before, int stampLength, int after, Sink sink) {
        this.sink = sink;
        this.before = before;
        this.stampLength = stampLength;
        this.lineLength = before + stampLength + after;
    }

    void accept(byte[] bytes, int from, int to) {
        int at = from;
        if (carried > 0) {
            int end = newline(bytes, at, to);
            keep(bytes, at, end < 0 ? to : end);
            if (end < 0) {
                return;
            }
            line(carry, 0, carried);
            carried = 0;
            at = end + 1;
        }
        while (at < to) {
            int end = lineEnd(bytes, at, to);
            if (end < 0) {
                keep(bytes, at, to);
                return;
            }
            line(bytes, at, end);
            at = end + 1;
        }
    }

    /** Looks where the line of a stamp would end before it looks at each byte. */
    private int lineEnd(byte[] bytes, int from, int to) {
        int data = from + DATA_FIELD + 1;
        int guess = data + lineLength;
        if (guess < to && bytes[from] == 'd') {
            if (bytes[data - 1] == ' ') {
                if (bytes[guess] == '\n' && Stamp.mayBeginAt(bytes, data + before)) {
                    return guess;
                }
            } else if (bytes[guess - 1] == '\n' && Stamp.mayBeginAt(bytes, data - 1 + before)) {
                return guess - 1;
            }
        }
        return newline(bytes, from, to);
    }

    private static int newline(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private void keep(byte[] bytes, int from, int to) {
        int length = to - from;
        if (carried + length > carry.length) {
            carry = Arrays.copyOf(carry, 2 * (carried + length));
        }
        System.arraycopy(bytes, from, carry, carried, length);
        carried += length;
    }

    private void line(byte[] bytes, int from, int lineEnd) {
        int to = lineEnd > from && bytes[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
        if (to == from) {
            if (isNewId) {
                hold();
            }
            if (stamped) {
                stamped = false;
                sink.event(publisher, sequence, nanos);
            }
        } else if (to - from > DATA_FIELD && bytes[from] == 'd' && bytes[from + DATA_FIELD - 1] == ':') {
            data(bytes, value(bytes, from + DATA_FIELD), to);
        } else if (to - from > 3 && bytes[from] == 'i' && bytes[from + 2] == ':') {
            id(bytes, value(bytes, from + 3), to);
        }
    }

    private static int value(byte[] bytes, int from) {
        return bytes[from] == ' ' ? from + 1 : from;
    }

    private void data(byte[] bytes, int from, int to) {
        int stamp = from + before;
        if (to - from == lineLength && Stamp.is(bytes, stamp, stamp + stampLength)) {
            publisher = Stamp.publisher(bytes, stamp);
            sequence = Stamp.sequence(bytes, stamp);
            nanos = Stamp.nanos(bytes, stamp);
            stamped = true;
        }
    }

    private void id(byte[] bytes, int from, int to) {
        idLength = to - from;
        if (idLength > id.length) {
            id = new byte[idLength];
        }
        System.arraycopy(bytes, from, id, 0, idLength);
        isNewId = true;
    }

    private void hold() {
        byte[] before = held;
        held = id;
        heldLength = idLength;
        id = before;
        isNewId = false;
    }

    /** The newest id; empty if there was none. */
    String lastId() {
        return new String(held, 0, heldLength, US_ASCII);
    }

    /** Forgets the rest of an event whose end will not come. */
    void cut() {
        carried = 0;
        stamped = false;
        isNewId = false;
    }

    /** Takes the measured events. */
    interface Sink {
        void event(int publisher, long sequence, long nanos);
    }
}
