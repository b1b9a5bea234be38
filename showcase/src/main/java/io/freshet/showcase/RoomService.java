package io.freshet.showcase;

import io.freshet.Hub;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.server.ResponseStatusException;

/** Changes rooms, and has everybody told who looks at their channel. Two changes at once may both be told as what came of both. */
@Service
class RoomService {
    private static final int MAX_ROOMS = 5000;

    private final Rooms rooms;
    private final RoomNews news;

    RoomService(Rooms rooms, RoomReadings readings, RoomNews news, Hub hub) {
        this.rooms = rooms;
        this.news = news;
        hub.snapshot(Channel.ALL_ROOMS, topic -> hub.event("rooms", readings.rooms(Channel.ofTopic(topic))));
    }

    /** Opens a room that nobody is in yet. */
    @Transactional
    Told<Long> open(Channel channel, String name, int seats, String user) {
        if (rooms.countPresent(channel.name()) >= MAX_ROOMS) {
            throw conflict("channel " + channel + " has " + MAX_ROOMS + " rooms, which is the most it can have");
        }
        Room room = rooms.save(new Room(channel, name, seats, user));
        return tell(channel, room, "room-opened");
    }

    /** The user takes a seat; nothing happens if they have one, and others are free still. */
    @Transactional
    Told<Long> join(Channel channel, RoomId id, String user) {
        Room room = lock(channel, id);
        if (room.state() != RoomState.OPEN) {
            throw conflict("room " + id.number() + " is " + room.state() + ": nobody can come in");
        }
        if (room.has(user)) {
            return Told.nothing(room.id());
        }
        room.join(user);
        return tell(channel, room, "room-changed");
    }

    /** The user gives up their seat; nothing happens if they have none. */
    @Transactional
    Told<Long> leave(Channel channel, RoomId id, String user) {
        Room room = lock(channel, id);
        boolean withdraws = room.isEmpty() && room.wasOpenedBy(user);
        if (!room.has(user) && !withdraws) {
            return Told.nothing(room.id());
        }
        room.leave(user);
        return tell(channel, room, "room-changed");
    }

    /** The game begins, with whoever is in the room. */
    @Transactional
    Told<Long> start(Channel channel, RoomId id) {
        Room room = lock(channel, id);
        if (room.state() == RoomState.STARTED) {
            throw conflict("room " + id.number() + " is started already");
        }
        room.start();
        return tell(channel, room, "room-changed");
    }

    private Room lock(Channel channel, RoomId id) {
        return rooms.lock(channel.name(), id.number())
                .orElseThrow(() -> new ResponseStatusException(
                        HttpStatus.NOT_FOUND, "channel " + channel + " has no room " + id.number()));
    }

    private Told<Long> tell(Channel channel, Room room, String change) {
        Long id = room.id();
        return Told.by(id, List.of(news.tell(channel, id, change)));
    }

    private static ResponseStatusException conflict(String why) {
        return new ResponseStatusException(HttpStatus.CONFLICT, why);
    }
}
