package io.freshet.showcase;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/** Gives one store a morning's sales, so that there is something to see at once. All others begin empty. */
@Component
class DemoStore implements ApplicationRunner {
    static final StoreId STORE = new StoreId(9999);

    private static final int ORDERS = 140;
    private static final Duration BETWEEN = Duration.ofSeconds(75);
    private static final long SEED = 9999;

    private final DemoData data;
    private final OrderBook book;
    private final Clock clock;

    DemoStore(DemoData data, OrderBook book, Clock clock) {
        this.data = data;
        this.book = book;
        this.clock = clock;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        data.putOnce("store", this::put);
    }

    private void put() {
        Random random = new Random(SEED);
        Instant now = clock.instant();
        List<SalesOrder> past = new ArrayList<>();
        for (int i = 0; i < ORDERS; i++) {
            Instant at = now.minus(BETWEEN.multipliedBy(ORDERS - i));
            past.add(new SalesOrder(STORE, Menu.anyOrder(random), at));
        }
        book.enterPast(past);
    }
}
