package io.freshet.showcase;

import io.freshet.spring.EventStream;
import io.freshet.spring.StreamRequest;
import java.time.Duration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** A store's stream. Which cards it carries is the subscriber's choice, made apart from it. */
@RestController
class StoreEventsController {
    private static final Duration HEARTBEAT = Duration.ofSeconds(30);

    @GetMapping("/stores/{storeId}/events")
    EventStream events(@PathVariable StoreId storeId, StreamRequest request) {
        return request.heartbeat(HEARTBEAT).allow(storeId.allTopics()).subscribe();
    }
}
