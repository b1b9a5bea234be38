package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseBlock;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.json.JsonMapper;

/** A hub whose history is too short for the changes that a lobby missed. */
@TestPropertySource(properties = {"freshet.log.events=20", "freshet.window.events=20"})
class RoomHistoryTest extends ShowcaseTest {
    private static final String CHANNEL = "/channels/forgetful";

    @Test
    void aReturnFromLongerAgoThanIsKeptGetsTheRoomsFirst() throws IOException {
        Caller player = caller("player");
        RawSseClient first = player.stream(CHANNEL + "/events?subscriber=S").open();
        String seen = String.valueOf(first.event("rooms").id());
        first.close();
        for (int i = 1; i <= 60; i++) {
            player.create(CHANNEL + "/rooms", Map.of("name", "room " + i, "seats", 2));
        }
        try (RawSseClient back = player.stream(CHANNEL + "/events?subscriber=S")
                .header("Last-Event-ID", seen)
                .open()) {
            back.event("connect");
            SseBlock gap = back.event();
            assertThat(gap.name()).isEqualTo("gap");
            assertThat(gap.reason()).isEqualTo("trimmed");
            SseBlock rooms = back.event();
            assertThat(rooms.name()).isEqualTo("rooms");
            assertThat(new JsonMapper().readTree(rooms.data()).size()).isEqualTo(60);
            player.create(CHANNEL + "/rooms", Map.of("name", "after", "seats", 2));
            SseBlock next = back.event();
            assertThat(next.name()).isEqualTo("room-opened");
            assertThat(next.data()).contains("\"after\"");
        }
    }
}
