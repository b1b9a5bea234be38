package io.freshet.showcase;

import io.freshet.Event;
import io.freshet.EventId;
import io.freshet.Hub;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.stereotype.Component;

/**
 * Tells everybody who looks at a channel how a room stands.
 *
 * <p>An event reads its room when it is sent, after commit. A node sends one at a time per channel, so its versions never fall. Two
 * nodes do not wait for each other: an older version may come after a newer one, and whoever looks takes only the newer. A room
 * that has closed is in no list any more, so whoever comes between its end and an older version would take that room for a new one.
 * That is why a node that has said that a room is there looks at it once more, and says so if it has closed meanwhile.
 */
@Component
class RoomNews {
    private final RoomReadings readings;
    private final Hub hub;
    private final Clerks clerks;

    RoomNews(RoomReadings readings, Hub hub, Clerks clerks) {
        this.readings = readings;
        this.hub = hub;
        this.clerks = clerks;
    }

    /**
     * Publishes a change.
     *
     * @param change the event's type, unless the room has closed by the time it is sent
     * @return completes once the truth is in the hub's log
     */
    CompletionStage<EventId> tell(Channel channel, Long id, String change) {
        AtomicBoolean closed = new AtomicBoolean();
        return hub.publish(channel.rooms(), () -> {
                    Room.Data room = readings.room(id);
                    closed.set(room.state() == RoomState.CLOSED);
                    return event(change, room);
                })
                .thenComposeAsync(
                        told -> closed.get()
                                ? CompletableFuture.completedStage(told)
                                : tellIfClosed(channel, readings.room(id), told),
                        clerks);
    }

    private CompletionStage<EventId> tellIfClosed(Channel channel, Room.Data room, EventId told) {
        return room.state() == RoomState.CLOSED
                ? hub.publish(channel.rooms(), event("room-closed", room))
                : CompletableFuture.completedStage(told);
    }

    private Event event(String change, Room.Data room) {
        return hub.event(room.state() == RoomState.CLOSED ? "room-closed" : change, room);
    }
}
