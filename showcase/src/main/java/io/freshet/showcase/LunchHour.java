package io.freshet.showcase;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/**
 * A store's busy lunch hour, simulated: many guests in a short time. When each of them comes is settled as it begins, so any node
 * can serve the next one. It must be locked to be changed.
 */
@Entity
@Table(name = "lunch_hours")
class LunchHour {
    static final int GUESTS = 60;
    static final Duration LENGTH = Duration.ofSeconds(20);

    @Id
    private long storeId;

    @Column(nullable = false)
    private Instant beganAt;

    private long seed;
    private int served;

    /** For JPA. */
    protected LunchHour() {}

    LunchHour(StoreId store, Instant now, long seed) {
        this.storeId = store.number();
        begin(now, seed);
    }

    /** Begins, for the first time or once more. */
    final void begin(Instant now, long guests) {
        beganAt = now;
        seed = guests;
        served = 0;
    }

    StoreId store() {
        return new StoreId(storeId);
    }

    boolean isOver(Instant now) {
        return left(now).isZero();
    }

    /** How many guests have come and were not served yet. */
    int waiting(Instant now) {
        long elapsed = Duration.between(beganAt, now).toMillis();
        long came = new Random(seed)
                .longs(GUESTS, 0, LENGTH.toMillis())
                .filter(moment -> moment <= elapsed)
                .count();
        return Math.max(0, (int) came - served);
    }

    /** Serves the guest who waits longest. */
    void serve() {
        served++;
    }

    Progress progress(Instant now) {
        return new Progress(LENGTH.toMillis(), left(now).toMillis());
    }

    private Duration left(Instant now) {
        Duration left = Duration.between(now, beganAt.plus(LENGTH));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /**
     * How far a lunch hour is.
     *
     * @param length how long it is, in ms
     * @param left how much of it is left, in ms
     */
    record Progress(long length, long left) {
        static final Progress BEGINNING = new Progress(LENGTH.toMillis(), LENGTH.toMillis());
    }
}
