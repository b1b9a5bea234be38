package io.freshet.showcase;

import java.util.List;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Reads rooms as they are now; each call in a transaction of its own, from any thread. */
@Service
@Transactional(readOnly = true)
class RoomReadings {
    private final Rooms rooms;

    RoomReadings(Rooms rooms) {
        this.rooms = rooms;
    }

    /** A room, closed or not. */
    Room.Data room(Long id) {
        return rooms.withPlayers(id).orElseThrow().data();
    }

    /** The rooms of a channel that have not closed, the oldest first. */
    List<Room.Data> rooms(Channel channel) {
        return rooms.present(channel.name()).stream().map(Room::data).toList();
    }
}
