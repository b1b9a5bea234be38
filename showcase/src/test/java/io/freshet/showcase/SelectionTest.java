package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RawSseClient;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stream's subscription may be changed, within what its own request would give. */
class SelectionTest extends ShowcaseTest {
    private final String id = UUID.randomUUID().toString();

    @ParameterizedTest
    @CsvSource({
        "/notifications,users/victim/notifications",
        "/notifications,users/*/notifications",
        "/notifications,users/**",
        "/notifications,**",
        "/notifications,channels/quick/rooms",
        "/channels/quick,users/victim/notifications",
        "/channels/quick,channels/ranked/rooms",
        "/share-links/first-snow,share-links/*/reactions",
    })
    void nobodySelectsWhatIsNotTheirs(String stream, String selector) throws IOException {
        Caller curious = caller("curious-" + id);
        try (RawSseClient open = curious.stream(stream + "/events?subscriber=S").open()) {
            open.event("connect");
            assertThat(change(curious, stream, 1, selector).status()).isEqualTo(403);
            assertThat(change(curious, stream, 2).status()).isEqualTo(204);
        }
    }

    @Test
    void whatWasRefusedIsNotReceived() throws IOException {
        Caller curious = caller("curious-" + id);
        Caller victim = caller("victim");
        long theirs = post(victim);
        long mine = post(curious);
        try (RawSseClient open =
                curious.stream("/notifications/events?subscriber=S").open()) {
            open.event("connect");
            change(curious, "/notifications", 1, "users/victim/notifications");
            curious.create("/posts/" + theirs + "/comments", Map.of("text", "to the victim"));
            victim.create("/posts/" + mine + "/comments", Map.of("text", "to the curious"));
            assertThat(open.event().data()).contains("to the curious");
        }
    }

    @Test
    void oneStopsListeningAndBeginsAgain() throws IOException {
        Caller author = caller("author-" + id);
        String comments = "/posts/" + post(author) + "/comments";
        Caller reader = caller("reader");
        try (RawSseClient open =
                author.stream("/notifications/events?subscriber=S").open()) {
            open.event("connect");
            assertThat(change(author, "/notifications", 1).status()).isEqualTo(204);
            reader.create(comments, Map.of("text", "unheard"));
            assertThat(change(author, "/notifications", 2, "users/author-" + id + "/notifications")
                            .status())
                    .isEqualTo(204);
            reader.create(comments, Map.of("text", "heard"));
            assertThat(open.event().data()).contains("\"heard\"");
        }
    }

    private static long post(Caller user) {
        return user.create("/posts", Map.of("title", "A post")).get("id").longValue();
    }

    private static Caller.Answer change(Caller user, String stream, long revision, String... selectors) {
        String body = selectors.length == 0 ? "[]" : "[\"" + String.join("\",\"", selectors) + "\"]";
        return user.put(stream + "/events/subscription?subscriber=S&revision=" + revision, body);
    }
}
