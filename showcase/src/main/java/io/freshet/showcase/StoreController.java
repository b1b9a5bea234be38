package io.freshet.showcase;

import io.freshet.EventId;
import io.freshet.Hub;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletionStage;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A store's values, and what changes them. */
@RestController
class StoreController {
    private final Hub hub;
    private final StoreReadings readings;
    private final Till till;
    private final LunchHourService lunchHours;
    private final JsonBody json;

    StoreController(Hub hub, StoreReadings readings, Till till, LunchHourService lunchHours, JsonBody json) {
        this.hub = hub;
        this.readings = readings;
        this.till = till;
        this.lunchHours = lunchHours;
        this.json = json;
    }

    @GetMapping("/stores/{storeId}")
    StoreView store(@PathVariable StoreId storeId) {
        EventId before = hub.position();
        return StoreView.of(before, readings.totals(storeId), readings.recent(storeId), lunchHours.progress(storeId));
    }

    /** Answers once the order's events are in the log: a stream that is opened after the answer begins behind them. */
    @PostMapping(path = "/stores/{storeId}/orders", produces = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    CompletionStage<Receipt> order(@PathVariable StoreId storeId, InputStream body) throws IOException {
        OrderRequest order = OrderRequest.read(json.read(body));
        return till.ring(storeId, order)
                .thenApply(id -> new Receipt(id, storeId.number(), order.menu(), order.price(), order.quantity()));
    }

    @PostMapping(path = "/stores/{storeId}/lunch-hour", produces = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    LunchHour.Progress lunchHour(@PathVariable StoreId storeId) {
        try {
            return lunchHours.begin(storeId);
        } catch (DataIntegrityViolationException begunElsewhere) {
            return LunchHour.Progress.BEGINNING;
        }
    }

    /** An order as it was entered. */
    record Receipt(Long id, long storeId, String menu, long price, long quantity) {}
}
