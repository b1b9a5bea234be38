package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseBlock;
import java.io.IOException;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** A hub whose history is too short for what a user missed. */
@TestPropertySource(properties = {"freshet.log.events=20", "freshet.window.events=20"})
class NotificationHistoryTest extends ShowcaseTest {
    @Test
    void aGapSaysThatMoreWasMissedThanIsKeptAndTheListHasItAll() throws IOException {
        Caller author = caller("author");
        Caller reader = caller("reader");
        long post = author.create("/posts", Map.of("title", "A post")).get("id").longValue();
        String comments = "/posts/" + post + "/comments";
        RawSseClient tab = author.stream("/notifications/events?subscriber=S").open();
        SseBlock connect = tab.event("connect");
        tab.close();
        IntStream.range(0, 100).forEach(i -> reader.create(comments, Map.of("text", "missed " + i)));

        try (RawSseClient back = author.stream("/notifications/events?subscriber=S")
                .header("Last-Event-ID", String.valueOf(connect.id()))
                .open()) {
            back.event("connect");
            SseBlock gap = back.event();
            assertThat(gap.name()).isEqualTo("gap");
            assertThat(gap.reason()).isEqualTo("trimmed");
            JsonNode view = author.get("/notifications").json();
            assertThat(view.get("notifications").findValuesAsString("text"))
                    .containsExactlyElementsOf(
                            IntStream.range(0, 100).mapToObj(i -> "missed " + i).toList());
            reader.create(comments, Map.of("text", "live again"));
            SseBlock next = back.event();
            while (!next.data().contains("live again")) {
                // What the log still had; the list has it as well, by the same ids.
                assertThat(view.get("notifications").findValuesAsString("text")).anyMatch(next.data()::contains);
                next = back.event();
            }
        }
    }
}
