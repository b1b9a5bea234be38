package io.freshet.showcase;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Has the guests of lunch hours served as they come. All nodes do so, and whoever is first serves a guest. */
@Component
class LunchGuests {
    private static final Logger LOG = LoggerFactory.getLogger(LunchGuests.class);

    private final LunchHourService hours;
    private final Clerks clerks;

    LunchGuests(LunchHourService hours, Clerks clerks) {
        this.hours = hours;
        this.clerks = clerks;
    }

    /** Ends when all who waited are served, so that nobody is looked at twice. */
    @Scheduled(fixedDelay = 250)
    void serve() {
        CompletableFuture.allOf(hours.waiting().stream()
                        .map(store -> serve(store).toCompletableFuture())
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    private CompletionStage<Boolean> serve(StoreId store) {
        return clerks.enter(() -> hours.serve(store)).exceptionally(failure -> {
            LOG.warn("A guest of store {} waits on for lunch", store, failure);
            return false;
        });
    }
}
