package io.freshet;

import java.time.Duration;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The moments that one connection waits for, on one timer of its lane. Touched by the lane's thread only.
 *
 * <p>Sending is far more frequent than any deadline, so it only notes the time; the timer looks at it when it fires. Moments are
 * nanoseconds since this was made.
 */
final class Deadlines implements Runnable {
    /** As good as for ever; what is longer would not fit into a number of nanoseconds. */
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private static final long NEVER = Long.MAX_VALUE;
    private static final Kind[] KINDS = Kind.values();

    private final TimeSource time;
    private final LaneExecutor executor;
    private final Listener listener;
    private final long madeAt;
    private final Duration heartbeat;
    private final Duration stall;

    /** By the place of each {@link Kind}. */
    private final long[] moments = new long[KINDS.length];

    private long lastSent;
    private LaneExecutor.@Nullable Timer timer;
    private long timerFires;

    Deadlines(ConnectRequest request, Settings settings, TimeSource time, LaneExecutor executor, Listener listener) {
        Duration asked = request.heartbeat();
        this.heartbeat = atMostForEver(asked != null ? asked : settings.heartbeat());
        this.stall = atMostForEver(settings.stall());
        this.time = time;
        this.executor = executor;
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
            set(Kind.EXPIRY, left.isNegative() ? lastSent : lastSent + left.toNanos());
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
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void arm() {
        long next = NEVER;
        for (long moment : moments) {
            next = Math.min(next, moment);
        }
        if (next == NEVER || (timer != null && timerFires <= next)) {
            return;
        }
        if (timer != null) {
            timer.cancel();
        }
        long now = now();
        timerFires = Math.max(now, next);
        timer = executor.schedule(this, Duration.ofNanos(timerFires - now));
    }

    /** The timer has fired. */
    @Override
    public void run() {
        timer = null;
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
