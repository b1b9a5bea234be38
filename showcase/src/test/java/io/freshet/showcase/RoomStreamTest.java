package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseBlock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A channel's stream: the rooms as they are, and then every change. */
class RoomStreamTest extends ShowcaseTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String LAST = "the last one";

    private final String channel = "/channels/" + UUID.randomUUID();
    private final List<RawSseClient> open = new ArrayList<>();

    @AfterEach
    void closeStreams() throws IOException {
        for (RawSseClient stream : open) {
            stream.close();
        }
    }

    /** A page that comes while rooms change must get what a page gets that was there all the time. */
    @Test
    void aHundredPagesThatOpenAmidFiftyChangesPerSecondAllEndWithTheTruth() throws Exception {
        int pages = 100;
        RawSseClient witness = look("witness", "");
        List<RawSseClient> late = new ArrayList<>();
        Changes changes = new Changes();
        ScheduledExecutorService players = Executors.newScheduledThreadPool(4);
        try {
            ScheduledFuture<?> rush = players.scheduleAtFixedRate(changes::one, 0, 20, TimeUnit.MILLISECONDS);
            changes.await(25);
            for (int page = 0; page < pages; page++) {
                late.add(look("page" + page, ""));
                changes.await(3);
            }
            changes.await(25);
            rush.cancel(false);
        } finally {
            players.shutdown();
            assertThat(players.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
        openRoom(LAST);
        List<JsonNode> truth = new ArrayList<>();
        caller("ann").get(channel + "/rooms").json().get("rooms").forEach(truth::add);
        assertThat(truth).hasSizeGreaterThan(50);

        List<SseBlock> all = readToLast(witness);
        for (RawSseClient page : late) {
            List<SseBlock> seen = readToLast(page);
            SseBlock state = seen.get(0);
            assertThat(state.name()).isEqualTo("rooms");
            assertThat(seen.subList(1, seen.size()))
                    .as("all changes after the state, and no other")
                    .isEqualTo(all.stream()
                            .filter(event -> event.sequence() > state.sequence())
                            .toList());
            Lobby lobby = new Lobby();
            seen.forEach(lobby::apply);
            assertThat(lobby.rooms()).isEqualTo(truth);
        }
    }

    @Test
    void aReturnThatCanBeReplayedGetsTheChangesOnly() throws IOException {
        RawSseClient first = look("S", "");
        openRoom("before");
        first.event("rooms");
        String seen = first.event("room-opened").id();
        first.close();
        openRoom("missed 1");
        openRoom("missed 2");
        RawSseClient back = look("S", "&lastEventId=" + seen);
        for (String name : List.of("missed 1", "missed 2")) {
            SseBlock event = back.event();
            assertThat(event.name()).isEqualTo("room-opened");
            assertThat(JSON.readTree(event.data()).get("name").stringValue()).isEqualTo(name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&lastEventId=unreadable", "&lastEventId=zzzzzz:1"})
    void aFreshOrGappedOneGetsTheRoomsFirst(String position) throws IOException {
        openRoom("before");
        RawSseClient stream = look("S", position);
        if (!position.isEmpty()) {
            assertThat(stream.event().name()).isEqualTo("gap");
        }
        SseBlock state = stream.event();
        assertThat(state.name()).isEqualTo("rooms");
        JsonNode rooms = JSON.readTree(state.data());
        assertThat(rooms.size()).isOne();
        assertThat(rooms.get(0).propertyNames()).containsExactly("id", "name", "seats", "players", "state", "version");
        openRoom("after");
        assertThat(stream.event().name()).isEqualTo("room-opened");
    }

    @Test
    void theListThatIsReadEndsWhereAStreamFromItsPositionGoesOn() throws IOException {
        openRoom("before");
        JsonNode view = caller("ann").get(channel + "/rooms").json();
        assertThat(view.get("rooms").findValuesAsString("name")).containsExactly("before");
        openRoom("after");
        RawSseClient stream = look("S", "&lastEventId=" + view.get("id").stringValue());
        assertThat(stream.event().data()).contains("\"after\"");
    }

    private RawSseClient look(String subscriber, String query) throws IOException {
        RawSseClient stream = caller("onlooker").stream(channel + "/events?subscriber=" + subscriber + query)
                .open();
        open.add(stream);
        stream.event("connect");
        return stream;
    }

    private static List<SseBlock> readToLast(RawSseClient stream) throws IOException {
        List<SseBlock> seen = new ArrayList<>();
        do {
            seen.add(stream.event());
        } while (!seen.get(seen.size() - 1).data().contains(LAST));
        return seen;
    }

    private long openRoom(String name) {
        Caller.Answer answer = caller("opener").post(channel + "/rooms", "{\"name\":\"" + name + "\",\"seats\":3}");
        assertThat(answer.status()).isEqualTo(201);
        return answer.json().get("id").longValue();
    }

    /** Opens rooms, goes in and out and starts, at random; most rooms are never touched again, so that a change missed shows. */
    private final class Changes {
        private final Random random = new Random(7);
        private final List<Long> ids = new ArrayList<>();
        private final Semaphore made = new Semaphore(0);

        void one() {
            int what;
            long id;
            synchronized (this) {
                what = random.nextInt(8);
                id = ids.isEmpty() ? 0 : ids.get(Math.max(0, ids.size() - 1 - random.nextInt(12)));
            }
            Caller player = caller("p" + what);
            String room = channel + "/rooms/" + id;
            if (id == 0 || what < 3) {
                long opened = openRoom("room");
                synchronized (this) {
                    ids.add(opened);
                }
            } else if (what < 6) {
                player.post(room + "/players", "");
            } else if (what < 7) {
                caller("p" + (3 + id % 3)).delete(room + "/players");
            } else {
                caller("opener").post(room + "/start", "");
            }
            made.release();
        }

        void await(int count) throws InterruptedException {
            assertThat(made.tryAcquire(count, 20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
