package io.freshet.showcase;

import io.freshet.Hub;
import io.freshet.Owner;
import io.freshet.spring.EventStream;
import io.freshet.spring.StreamRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The lobby of a game: channels, and the rooms of each. Changes are answered once their event is in the hub's log. */
@RestController
@RequestMapping("/channels")
class RoomController {
    private final Hub hub;
    private final RoomService rooms;
    private final RoomReadings readings;
    private final Clerks clerks;
    private final JsonBody json;

    RoomController(Hub hub, RoomService rooms, RoomReadings readings, Clerks clerks, JsonBody json) {
        this.hub = hub;
        this.rooms = rooms;
        this.readings = readings;
        this.clerks = clerks;
        this.json = json;
    }

    @GetMapping
    List<String> channels() {
        return Channel.OFFERED.stream().map(Channel::name).toList();
    }

    /** The rooms as they are, and then every change; see {@link Hub#snapshot}. */
    @GetMapping("/{channel}/events")
    EventStream events(@PathVariable Channel channel, StreamRequest request) {
        return request.subscribe(channel.rooms());
    }

    @GetMapping("/{channel}/rooms")
    View rooms(@PathVariable Channel channel) {
        String position = hub.position().toString();
        return new View(position, readings.rooms(channel));
    }

    @PostMapping(path = "/{channel}/rooms", produces = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    CompletionStage<Opened> open(@PathVariable Channel channel, Owner caller, InputStream body) throws IOException {
        JsonFields room = JsonFields.of("room", json.read(body), "{\"name\":\"Beginners\",\"seats\":4}");
        String name = room.line("name", Room.MAX_NAME);
        int seats = (int) room.wholeNumber("seats", 1, Room.MAX_SEATS);
        return clerks.enter(() -> rooms.open(channel, name, seats, caller.name()))
                .thenApply(Opened::new);
    }

    @PostMapping("/{channel}/rooms/{room}/players")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    CompletionStage<Void> join(@PathVariable Channel channel, @PathVariable RoomId room, Owner caller) {
        return clerks.enter(() -> rooms.join(channel, room, caller.name())).thenAccept(id -> {});
    }

    @DeleteMapping("/{channel}/rooms/{room}/players")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    CompletionStage<Void> leave(@PathVariable Channel channel, @PathVariable RoomId room, Owner caller) {
        return clerks.enter(() -> rooms.leave(channel, room, caller.name())).thenAccept(id -> {});
    }

    @PostMapping("/{channel}/rooms/{room}/start")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    CompletionStage<Void> start(@PathVariable Channel channel, @PathVariable RoomId room) {
        return clerks.enter(() -> rooms.start(channel, room)).thenAccept(id -> {});
    }

    /** A room that was opened. */
    record Opened(Long id) {}

    /**
     * The rooms of a channel.
     *
     * @param id the position from which a stream goes on; it was fixed before the rooms were read
     * @param rooms those that have not closed, the oldest first
     */
    record View(String id, List<Room.Data> rooms) {}
}
