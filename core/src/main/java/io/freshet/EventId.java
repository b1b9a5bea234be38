package io.freshet;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A position in an {@link EventLog}: the log's epoch and a number that grows with every record.
 *
 * <p>The epoch names one life of a log. A log that was lost or reset begins a new epoch, so that a position of its former
 * life is recognised and never mistaken for one of the present. Sequence 0 is the position before the first record.
 *
 * <p>Clients see the {@linkplain #toString() text form} and must treat it as opaque.
 *
 * @param epoch 1 to 16 of {@code a-z 0-9}, a letter first
 * @param sequence 0 or more
 */
public record EventId(String epoch, long sequence) implements Comparable<EventId> {
    private static final Pattern TEXT = Pattern.compile("([a-z][a-z0-9]{0,15}):(0|[1-9][0-9]{0,17})");
    private static final Pattern EPOCH = Pattern.compile("[a-z][a-z0-9]{0,15}");

    /** @throws IllegalArgumentException if the epoch or the sequence is not allowed */
    public EventId {
        if (!EPOCH.matcher(epoch).matches()) {
            throw new IllegalArgumentException(
                    "epoch " + Text.shown(epoch) + " is not allowed: 1 to 16 characters of a-z 0-9, a letter first");
        }
        if (sequence < 0) {
            throw new IllegalArgumentException("sequence " + sequence + " is not allowed: 0 or more");
        }
    }

    /** The position before the first record of a log that begins now: sequence 0 of an epoch that is nobody else's. */
    public static EventId origin() {
        return new EventId(Ids.epoch(), 0);
    }

    /** Reads the text form; empty if the text is not the form of any position. */
    public static Optional<EventId> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new EventId(matcher.group(1), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    /** The position of the record that follows this one. */
    EventId next() {
        return new EventId(epoch, sequence + 1);
    }

    /** Whether both are positions of one life of a log, and so can be compared. */
    public boolean sameEpoch(EventId other) {
        return epoch.equals(other.epoch);
    }

    /** Whether this position lies behind the other, nearer to the head of the log. */
    public boolean isAfter(EventId other) {
        return compareTo(other) > 0;
    }

    /** @throws IllegalArgumentException if the positions are of different epochs: no order exists between them */
    @Override
    public int compareTo(EventId other) {
        if (!sameEpoch(other)) {
            throw new IllegalArgumentException("no order between " + this + " and " + other + ": different epochs");
        }
        return Long.compare(sequence, other.sequence);
    }

    /**
     * The form that clients see and send back, such as {@code k3v9x2:42}. It is an IRI by RFC 3987, which protocols may ask of
     * the id of an event, and may stand in the query of a URL as it is.
     */
    @Override
    public String toString() {
        return epoch + ":" + sequence;
    }
}
