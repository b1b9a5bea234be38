package io.freshet.showcase;

import io.freshet.Hub;
import io.freshet.Owner;
import io.freshet.spring.EventStream;
import io.freshet.spring.StreamRequest;
import java.time.Duration;
import java.util.List;
import org.springframework.data.domain.Limit;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a user is told: live on each of their tabs, and what went before. Nobody sees another user's. */
@RestController
@RequestMapping("/notifications")
class NotificationController {
    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final int RECENT = 500;

    private final Hub hub;
    private final Notifications notifications;

    NotificationController(Hub hub, Notifications notifications) {
        this.hub = hub;
        this.notifications = notifications;
    }

    @GetMapping("/events")
    EventStream events(StreamRequest request) {
        return request.maxLife(LIFE).subscribe(NotificationTopic.of(request.owner()));
    }

    @GetMapping
    View view(Owner caller) {
        String position = hub.position().toString();
        List<Notification> newest = notifications.findByRecipientOrderByIdDesc(caller.name(), Limit.of(RECENT));
        return new View(position, Newest.oldestFirst(newest, Notification::data));
    }

    /**
     * What went before.
     *
     * @param id the position from which a stream goes on; it was fixed before the notifications were read
     * @param notifications the newest ones, the oldest of them first
     */
    record View(String id, List<Notification.Data> notifications) {}
}
