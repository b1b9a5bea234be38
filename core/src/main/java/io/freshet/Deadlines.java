package io.freshet;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The moments that one connection waits for, on one timer of its lane. Touched by the lane's thread only.
 *
 * <p>Sending is far more frequent than any deadline, so it only notes the time; the timer looks at it when it fires.
 */
final class Deadlines {
    private final TimeSource time;
    private final LaneExecutor executor;
    private final Consumer<Kind> due;
    private final Duration heartbeat;
    private final Duration stall;
    private final @Nullable Duration maxLife;
    private final ConnectRequest request;

    /** As good as for ever; what is longer would not fit into a number of nanoseconds. */
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    /** By {@link TimeSource#nanos()}. */
    private final Map<Kind, Long> moments = new EnumMap<>(Kind.class);

    private long lastSent;
    private LaneExecutor.@Nullable Timer timer;
    private long timerFires;

    Deadlines(ConnectRequest request, Settings settings, TimeSource time, LaneExecutor executor, Consumer<Kind> due) {
        Duration asked = request.heartbeat();
        this.request = request;
        this.heartbeat = atMostForEver(asked != null ? asked : settings.heartbeat());
        this.maxLife = request.maxLife() != null ? request.maxLife() : settings.maxLife();
        this.stall = atMostForEver(settings.stall());
        this.time = time;
        this.executor = executor;
        this.due = due;
    }

    Duration heartbeat() {
        return heartbeat;
    }

    void start() {
        sent();
        moments.put(Kind.HEARTBEAT, lastSent + heartbeat.toNanos());
        if (maxLife != null) {
            long life = atMostForEver(maxLife).toNanos();
            moments.put(
                    Kind.LIFE, lastSent + life - RandomGenerator.getDefault().nextLong(life / 10 + 1));
        }
        if (request.expires() != null) {
            Duration left = atMostForEver(Duration.between(time.now(), request.expires()));
            moments.put(Kind.EXPIRY, left.isNegative() ? lastSent : lastSent + left.toNanos());
        }
        arm();
    }

    private static Duration atMostForEver(Duration duration) {
        return duration.compareTo(FOR_EVER) < 0 ? duration : FOR_EVER;
    }

    /**
     * Something is handed to the transport.
     *
     * @return when, by {@link TimeSource#nanos()}
     */
    long sent() {
        lastSent = time.nanos();
        return lastSent;
    }

    /** The transport takes nothing although something waits. */
    void stalling() {
        if (!moments.containsKey(Kind.LAST_BLOCK)
                && moments.putIfAbsent(Kind.STALLED, time.nanos() + stall.toNanos()) == null) {
            arm();
        }
    }

    /** The transport takes something again. */
    void moving() {
        moments.remove(Kind.STALLED);
    }

    /** From here on only the end is waited for. */
    void closing(Duration lastBlock) {
        moments.clear();
        moments.put(Kind.LAST_BLOCK, time.nanos() + lastBlock.toNanos());
        arm();
    }

    void stop() {
        moments.clear();
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void arm() {
        long now = time.nanos();
        long wait = moments.values().stream()
                .mapToLong(moment -> moment - now)
                .min()
                .orElse(-1);
        if (moments.isEmpty() || (timer != null && timerFires - now <= wait)) {
            return;
        }
        if (timer != null) {
            timer.cancel();
        }
        timerFires = now + Math.max(0, wait);
        timer = executor.schedule(this::fire, Duration.ofNanos(Math.max(0, wait)));
    }

    private void fire() {
        timer = null;
        long now = time.nanos();
        for (Kind kind : Kind.values()) {
            Long moment = moments.get(kind);
            if (moment == null || moment - now > 0) {
                continue;
            }
            if (kind != Kind.HEARTBEAT) {
                moments.remove(kind);
                due.accept(kind);
            } else if (lastSent + heartbeat.toNanos() - now > 0) {
                moments.put(kind, lastSent + heartbeat.toNanos());
            } else {
                moments.put(kind, now + heartbeat.toNanos());
                due.accept(kind);
            }
        }
        arm();
    }

    /** What a connection waits for. */
    enum Kind {
        /** Nothing was sent for the heartbeat's interval. */
        HEARTBEAT,
        /** The peer has taken nothing for too long. */
        STALLED,
        /** The longest life is reached. */
        LIFE,
        /** The right to the stream runs out. */
        EXPIRY,
        /** The peer had its time to take the last block. */
        LAST_BLOCK
    }
}
