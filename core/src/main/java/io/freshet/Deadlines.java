package io.freshet;

import java.time.Duration;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The moments that one connection waits for; its lane's {@link Wheel} knows the next of them. Touched by the lane's thread only.
 *
 * <p>Sending is far more frequent than any deadline, so it only notes the time, which is looked at when the moment of a heartbeat
 * has come. Moments are nanoseconds since this was made.
 */
final class Deadlines extends Wheel.Waiter {
    /** As good as for ever; what is longer would not fit into a number of nanoseconds. */
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private static final long NEVER = Long.MAX_VALUE;
    private static final Kind[] KINDS = Kind.values();

    private final TimeSource time;
    private final Wheel wheel;
    private final Listener listener;
    private final long madeAt;
    private final Duration heartbeat;
    private final Duration stall;

    /** By the place of each {@link Kind}. */
    private final long[] moments = new long[KINDS.length];

    private long lastSent;
    /** What the wheel knows. */
    private long next = NEVER;

    Deadlines(ConnectRequest request, Settings settings, TimeSource time, Wheel wheel, Listener listener) {
        Duration asked = request.heartbeat();
        this.heartbeat = atMostForEver(asked != null ? asked : settings.heartbeat());
        this.stall = atMostForEver(settings.stall());
        this.time = time;
        this.wheel = wheel;
        this.listener = listener;
        this.madeAt = time.nanos();
        clear();
    }

    /** Who is told of a moment that has come. */
    interface Listener {
        /** It is not waited for any more, unless it comes again and again. */
        void due(Kind kind);
    }

    Duration heartbeat() {
        return heartbeat;
    }

    void start(ConnectRequest request, Settings settings) {
        sent();
        set(Kind.HEARTBEAT, lastSent + heartbeat.toNanos());
        Duration maxLife = request.maxLife() != null ? request.maxLife() : settings.maxLife();
        if (maxLife != null) {
            long life = atMostForEver(maxLife).toNanos();
            set(Kind.LIFE, lastSent + life - RandomGenerator.getDefault().nextLong(life / 10 + 1));
        }
        if (request.expires() != null) {
            Duration left = atMostForEver(Duration.between(time.now(), request.expires()));
            if (left.isNegative() || left.isZero()) {
                listener.due(Kind.EXPIRY);
                return;
            }
            set(Kind.EXPIRY, lastSent + left.toNanos());
        }
        arm();
    }

    private static Duration atMostForEver(Duration duration) {
        return duration.compareTo(FOR_EVER) < 0 ? duration : FOR_EVER;
    }

    private long now() {
        return time.nanos() - madeAt;
    }

    private long get(Kind kind) {
        return moments[kind.place];
    }

    private void set(Kind kind, long moment) {
        moments[kind.place] = moment;
    }

    private void clear() {
        Arrays.fill(moments, NEVER);
    }

    /**
     * Something is handed to the transport.
     *
     * @return when, by {@link TimeSource#nanos()}
     */
    long sent() {
        lastSent = now();
        return madeAt + lastSent;
    }

    /** The transport takes nothing although something waits. */
    void stalling() {
        if (get(Kind.LAST_BLOCK) == NEVER && get(Kind.STALLED) == NEVER) {
            set(Kind.STALLED, now() + stall.toNanos());
            arm();
        }
    }

    /** The transport takes something again. */
    void moving() {
        set(Kind.STALLED, NEVER);
    }

    /** From here on only the end is waited for. */
    void closing(Duration lastBlock) {
        clear();
        set(Kind.LAST_BLOCK, now() + lastBlock.toNanos());
        arm();
    }

    void stop() {
        clear();
        next = NEVER;
        wheel.remove(this);
    }

    private void arm() {
        long first = NEVER;
        for (long moment : moments) {
            first = Math.min(first, moment);
        }
        if (first < next) {
            next = first;
            wheel.put(this, madeAt + first);
        }
    }

    @Override
    void called() {
        next = NEVER;
        long now = now();
        for (Kind kind : KINDS) {
            if (get(kind) > now) {
                continue;
            }
            if (kind != Kind.HEARTBEAT) {
                set(kind, NEVER);
                listener.due(kind);
            } else if (lastSent + heartbeat.toNanos() > now) {
                set(kind, lastSent + heartbeat.toNanos());
            } else {
                set(kind, now + heartbeat.toNanos());
                listener.due(kind);
            }
        }
        arm();
    }

    /** What a connection waits for. */
    enum Kind {
        /** Nothing was sent for the heartbeat's interval. */
        HEARTBEAT(0),
        /** The peer has taken nothing for too long. */
        STALLED(1),
        /** The longest life is reached. */
        LIFE(2),
        /** The right to the stream runs out. */
        EXPIRY(3),
        /** The peer had its time to take the last block. */
        LAST_BLOCK(4);

        private final int place;

        Kind(int place) {
            this.place = place;
        }
    }
}
