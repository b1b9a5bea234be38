package io.freshet.showcase;

import java.util.List;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/** Opens some rooms in the channels that the lobby offers. All others begin empty. */
@Component
class DemoRooms implements ApplicationRunner {
    private final DemoData data;
    private final RoomService rooms;

    DemoRooms(DemoData data, RoomService rooms) {
        this.data = data;
        this.rooms = rooms;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        data.putOnce("lobby", this::put);
    }

    private void put() {
        Channel quick = Channel.OFFERED.get(0);
        open(quick, "Five minutes before lunch", 4, List.of(DemoPeople.MINA));
        open(quick, "초보만 오세요", 6, List.of(DemoPeople.SORA, DemoPeople.JOON));
        RoomId duel = open(Channel.OFFERED.get(1), "Duel", 2, List.of(DemoPeople.JOON, DemoPeople.MINA));
        rooms.start(Channel.OFFERED.get(1), duel);
        open(Channel.OFFERED.get(2), "Sora and friends", 8, List.of(DemoPeople.SORA));
    }

    private RoomId open(Channel channel, String name, int seats, List<String> players) {
        RoomId room =
                new RoomId(rooms.open(channel, name, seats, players.get(0)).result());
        players.forEach(player -> rooms.join(channel, room, player));
        return room;
    }
}
