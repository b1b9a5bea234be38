package io.freshet.showcase;

import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.server.ResponseStatusException;

/** Lunch hours: they go on while pages come and go, and nodes, too. */
@Service
class LunchHourService {
    private static final int MAX_STORES = 16;

    private final LunchHours hours;
    private final OrderBook book;
    private final Clock clock;
    private final Random random = new Random();

    LunchHourService(LunchHours hours, OrderBook book, Clock clock) {
        this.hours = hours;
        this.book = book;
        this.clock = clock;
    }

    /**
     * Begins one, unless one goes on already.
     *
     * @throws org.springframework.dao.DataIntegrityViolationException if the store's first is begun elsewhere at this moment
     */
    @Transactional
    LunchHour.Progress begin(StoreId store) {
        Instant now = clock.instant();
        Optional<LunchHour> latest = hours.lock(store.number());
        if (latest.isPresent() && !latest.get().isOver(now)) {
            return latest.get().progress(now);
        }
        if (hours.countByBeganAtAfter(now.minus(LunchHour.LENGTH)) >= MAX_STORES) {
            throw new ResponseStatusException(
                    HttpStatus.SERVICE_UNAVAILABLE, MAX_STORES + " stores have their lunch hour: try again in a while");
        }
        LunchHour hour = latest.orElseGet(() -> new LunchHour(store, now, random.nextLong()));
        hour.begin(now, random.nextLong());
        return hours.save(hour).progress(now);
    }

    /** How far the store's lunch hour is; null if none goes on. */
    @Transactional(readOnly = true)
    LunchHour.@Nullable Progress progress(StoreId store) {
        Instant now = clock.instant();
        return hours.findById(store.number())
                .filter(hour -> !hour.isOver(now))
                .map(hour -> hour.progress(now))
                .orElse(null);
    }

    /** The stores that have guests waiting, each as often as it has. */
    @Transactional(readOnly = true)
    List<StoreId> waiting() {
        Instant now = clock.instant();
        return hours.findByServedLessThan(LunchHour.GUESTS).stream()
                .flatMap(hour -> Collections.nCopies(hour.waiting(now), hour.store()).stream())
                .toList();
    }

    /** Takes the order of the guest who waits longest, unless another node has done so. Gives whether there was one. */
    @Transactional
    Told<Boolean> serve(StoreId store) {
        LunchHour hour = hours.lock(store.number()).orElseThrow();
        if (hour.waiting(clock.instant()) == 0) {
            return Told.nothing(false);
        }
        hour.serve();
        return book.enter(store, Menu.anyOrder(random)).with(true);
    }
}
