package io.freshet.showcase;

import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.web.server.ResponseStatusException;

/** Simulates a busy lunch hour: many orders in a short time. It goes on while pages come and go. */
@Service
class LunchHour {
    private static final Logger LOG = LoggerFactory.getLogger(LunchHour.class);

    private static final int ORDERS = 60;
    private static final Duration LENGTH = Duration.ofSeconds(20);
    private static final int MAX_STORES = 16;

    private final Till till;
    private final Clock clock;
    private final Random random = new Random();
    private final Map<StoreId, Instant> endings = new ConcurrentHashMap<>();
    private final ScheduledExecutorService guests = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "lunch-hour");
        thread.setDaemon(true);
        return thread;
    });

    LunchHour(Till till, Clock clock) {
        this.till = till;
        this.clock = clock;
    }

    /** Begins one, unless one goes on already. */
    Progress begin(StoreId store) {
        if (endings.size() >= MAX_STORES && !endings.containsKey(store)) {
            throw new ResponseStatusException(
                    HttpStatus.SERVICE_UNAVAILABLE, MAX_STORES + " stores have their lunch hour: try again in a while");
        }
        Instant end = clock.instant().plus(LENGTH);
        if (endings.putIfAbsent(store, end) == null) {
            for (int i = 0; i < ORDERS; i++) {
                after(random.nextLong(LENGTH.toMillis()), () -> order(store));
            }
            after(LENGTH.toMillis(), () -> endings.remove(store));
        }
        return new Progress(LENGTH.toMillis(), LENGTH.toMillis());
    }

    /** How far the store's lunch hour is; null if none goes on. */
    @Nullable
    Progress progress(StoreId store) {
        Instant end = endings.get(store);
        return end == null
                ? null
                : new Progress(
                        LENGTH.toMillis(),
                        Math.max(0, Duration.between(clock.instant(), end).toMillis()));
    }

    private void order(StoreId store) {
        till.ring(store, Menu.anyOrder(random)).whenComplete((id, failure) -> {
            if (failure != null) {
                leaveHungry(failure);
            }
        });
    }

    private static void leaveHungry(Throwable failure) {
        LOG.warn("A guest left without lunch", failure);
    }

    private void after(long millis, Runnable task) {
        var unused = guests.schedule(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException failure) {
                        leaveHungry(failure);
                    }
                },
                millis,
                TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void end() {
        guests.shutdownNow();
    }

    /**
     * How far a lunch hour is.
     *
     * @param length how long it is, in ms
     * @param left how much of it is left, in ms
     */
    record Progress(long length, long left) {}
}
