package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseBlock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rooms, and who may come in. */
class RoomTest extends ShowcaseTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final String channel = "/channels/" + UUID.randomUUID();

    @Autowired
    private Rooms rooms;

    @Autowired
    private RoomReadings readings;

    @Autowired
    private Clerks clerks;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void aRoomOpensFillsStartsAndCloses() throws Exception {
        try (RawSseClient stream = look()) {
            assertThat(stream.event("rooms").data()).isEqualTo("[]");
            long id = open("한국 초보 🎮", 2);
            assertEvent(
                    stream,
                    "room-opened",
                    "{\"id\":%d,\"name\":\"한국 초보 🎮\",\"seats\":2,\"players\":[],\"state\":\"open\",\"version\":1}",
                    id);
            assertThat(join("ann", id)).isEqualTo(204);
            assertThat(join("bob", id)).isEqualTo(204);
            assertThat(stream.event("room-changed").data()).contains("[\"ann\"]", "\"open\"", "\"version\":2");
            assertThat(stream.event("room-changed").data()).contains("[\"ann\",\"bob\"]", "\"full\"", "\"version\":3");
            assertThat(join("cid", id)).isEqualTo(409);

            assertThat(leave("ann", id)).isEqualTo(204);
            assertThat(join("cid", id)).isEqualTo(204);
            assertThat(caller("bob").post(room(id) + "/start", "").status()).isEqualTo(204);
            assertThat(stream.event("room-changed").data()).contains("[\"bob\"]", "\"open\"", "\"version\":4");
            assertThat(stream.event("room-changed").data()).contains("[\"bob\",\"cid\"]", "\"full\"", "\"version\":5");
            assertThat(stream.event("room-changed").data()).contains("\"started\"", "\"version\":6");
            assertThat(caller("bob").post(room(id) + "/start", "").status()).isEqualTo(409);

            assertThat(leave("bob", id)).isEqualTo(204);
            assertThat(join("ann", id)).as("into a started room").isEqualTo(409);
            assertThat(leave("cid", id)).isEqualTo(204);
            assertThat(stream.event("room-changed").data()).contains("[\"cid\"]", "\"started\"", "\"version\":7");
            assertEvent(
                    stream,
                    "room-closed",
                    "{\"id\":%d,\"name\":\"한국 초보 🎮\",\"seats\":2,\"players\":[],\"state\":\"closed\",\"version\":8}",
                    id);
            assertThat(join("ann", id)).as("into a closed room").isEqualTo(404);
            assertThat(rooms().size()).isZero();
        }
    }

    @Test
    void whatIsDoneAlreadyIsFineAndChangesNothing() {
        long id = open("twice", 2);
        assertThat(leave("bob", id)).isEqualTo(204);
        assertThat(join("ann", id)).isEqualTo(204);
        assertThat(join("ann", id)).isEqualTo(204);
        assertThat(join("bob", id)).isEqualTo(204);
        assertThat(join("bob", id)).as("a full room, by one of its players").isEqualTo(409);
        assertThat(rooms().get(0).get("version").longValue()).isEqualTo(3);
        assertThat(rooms().get(0).get("players").toString()).isEqualTo("[\"ann\",\"bob\"]");
    }

    @Test
    void aRoomThatNobodyCameToIsClosedByWhoeverOpenedItAndByNobodyElse() {
        long id = open("lonely", 4);
        assertThat(leave("stranger", id)).isEqualTo(204);
        assertThat(rooms().size()).isOne();
        assertThat(leave("opener", id)).isEqualTo(204);
        assertThat(rooms().size()).isZero();
    }

    @Test
    void aRoomBelongsToItsChannel() {
        long id = open("here", 4);
        String elsewhere = "/channels/elsewhere/rooms/" + id;
        assertThat(caller("ann").post(elsewhere + "/players", "").status()).isEqualTo(404);
        assertThat(caller("ann").delete(elsewhere + "/players").status()).isEqualTo(404);
        assertThat(caller("opener").post(elsewhere + "/start", "").status()).isEqualTo(404);
        assertThat(rooms().get(0).get("version").longValue()).isOne();
    }

    @Test
    void manyWhoComeAtOnceNeverOverfillARoom() throws Exception {
        int seats = 5;
        long id = open("rush", seats);
        try (RawSseClient stream = look()) {
            stream.event("rooms");
            ExecutorService players = Executors.newFixedThreadPool(40);
            List<Callable<Integer>> joins = IntStream.range(0, 40)
                    .<Callable<Integer>>mapToObj(i -> () -> join("p" + i, id))
                    .toList();
            List<Integer> answers = new ArrayList<>();
            for (Future<Integer> join : players.invokeAll(joins)) {
                answers.add(join.get());
            }
            players.shutdown();
            assertThat(answers).containsOnly(204, 409);
            assertThat(answers.stream().filter(status -> status == 204)).hasSize(seats);

            long version = 1;
            for (int i = 0; i < seats; i++) {
                SseBlock event = stream.event("room-changed");
                JsonNode data = JSON.readTree(event.data());
                assertThat(data.get("version").longValue()).isGreaterThanOrEqualTo(version);
                version = data.get("version").longValue();
                assertThat(data.get("players").size()).isEqualTo((int) version - 1);
            }
            assertThat(version).isEqualTo(1 + seats);
        }
    }

    /** As another node does it, which tells of the end before this one tells of what went before. */
    @Test
    void whoeverToldOfARoomThatHasClosedMeanwhileSaysSo() throws Exception {
        long id = open("short", 2);
        RoomReadings closedWhileRead = new RoomReadings(rooms) {
            @Override
            Room.Data room(Long room) {
                Room.Data before = readings.room(room);
                jdbc.sql("update rooms set state = 'CLOSED', version = version + 1 where id = ? and state <> 'CLOSED'")
                        .param(room)
                        .update();
                return before;
            }
        };
        try (RawSseClient stream = look()) {
            stream.event("rooms");
            new RoomNews(closedWhileRead, hub, clerks)
                    .tell(Channel.parse(channel.substring("/channels/".length())), id, "room-changed")
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            assertThat(stream.event("room-changed").data()).contains("\"open\"", "\"version\":1");
            assertThat(stream.event("room-closed").data()).contains("\"closed\"", "\"version\":2");
        }
    }

    @Test
    void theLobbyOffersChannels() {
        assertThat(caller("ann").get("/channels").text()).isEqualTo("[\"quick\",\"ranked\",\"friends\"]");
    }

    private RawSseClient look() throws IOException {
        RawSseClient stream =
                caller("onlooker").stream(channel + "/events?subscriber=S").open();
        stream.event("connect");
        return stream;
    }

    private static void assertEvent(RawSseClient stream, String name, String data, long id) throws IOException {
        SseBlock event = stream.event();
        assertThat(event.name()).isEqualTo(name);
        assertThat(event.data()).isEqualTo(data, id);
    }

    private long open(String name, int seats) {
        Caller.Answer answer =
                caller("opener").post(channel + "/rooms", "{\"name\":\"" + name + "\",\"seats\":" + seats + "}");
        assertThat(answer.status()).isEqualTo(201);
        return answer.json().get("id").longValue();
    }

    private int join(String user, long id) {
        return caller(user).post(room(id) + "/players", "").status();
    }

    private int leave(String user, long id) {
        return caller(user).delete(room(id) + "/players").status();
    }

    private String room(long id) {
        return channel + "/rooms/" + id;
    }

    private JsonNode rooms() {
        return caller("ann").get(channel + "/rooms").json().get("rooms");
    }
}
