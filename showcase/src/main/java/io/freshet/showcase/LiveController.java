package io.freshet.showcase;

import io.freshet.Hub;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How many streams this node serves at the moment. */
@RestController
class LiveController {
    private final Hub hub;

    LiveController(Hub hub) {
        this.hub = hub;
    }

    @GetMapping("/live")
    Counts live() {
        return new Counts(hub.connectionCount(), hub.subscriberCount());
    }

    /**
     * What the hub counts.
     *
     * @param connections those that are open, or about to begin
     * @param subscribers those that are known, with or without a connection
     */
    record Counts(int connections, int subscribers) {}
}
