package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.Connection;
import io.freshet.Owner;
import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseBlock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a user is told of comments on their posts, on every tab and after every absence. */
class NotificationTest extends ShowcaseTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final String author = "author-" + UUID.randomUUID();
    private final String reader = "reader-" + UUID.randomUUID();
    private final List<RawSseClient> open = new ArrayList<>();

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private PostService posts;

    @AfterEach
    void closeStreams() throws IOException {
        for (RawSseClient stream : open) {
            stream.close();
        }
    }

    @Test
    void aCommentReachesAllTabsOfTheAuthorOnceEach() throws IOException {
        List<RawSseClient> tabs = List.of(connected(author, "1"), connected(author, "2"), connected(author, "3"));
        long post = post(author);
        comment(reader, post, "first");
        comment(reader, post, "second");
        List<JsonNode> told = told(author);
        assertThat(told).hasSize(2);
        assertThat(told.get(0).propertyNames()).containsExactly("id", "postId", "from", "text", "at");
        assertThat(told.get(0).get("postId").longValue()).isEqualTo(post);
        assertThat(told.get(0).get("from").stringValue()).isEqualTo(reader);
        assertThat(told.get(0).get("text").stringValue()).isEqualTo("first");
        for (RawSseClient tab : tabs) {
            assertThat(next(tab)).isEqualTo(told.get(0));
            assertThat(next(tab)).isEqualTo(told.get(1));
        }
    }

    @Test
    void oneTabsEndLeavesTheOthers() throws IOException {
        RawSseClient staying = connected(author, "1");
        connected(author, "2").close();
        comment(reader, post(author), "still there");
        assertThat(next(staying).get("text").stringValue()).isEqualTo("still there");
    }

    @Test
    void nobodyIsToldOfTheirOwnComment() throws IOException {
        RawSseClient tab = connected(author, "1");
        long post = post(author);
        comment(author, post, "my own");
        comment(reader, post, "theirs");
        assertThat(next(tab).get("text").stringValue()).isEqualTo("theirs");
        assertThat(told(author)).hasSize(1);
        assertThat(caller(reader).get("/posts/" + post).json().get("comments").findValuesAsString("text"))
                .containsExactly("my own", "theirs");
    }

    @Test
    void whatIsRolledBackIsNeitherStoredNorSent() throws IOException {
        RawSseClient tab = connected(author, "1");
        long post = post(author);
        transaction.executeWithoutResult(status -> {
            posts.comment(new PostId(post), "taken back", reader);
            status.setRollbackOnly();
        });
        comment(reader, post, "meant");
        assertThat(next(tab).get("text").stringValue()).isEqualTo("meant");
        assertThat(told(author)).hasSize(1);
        assertThat(caller(reader).get("/posts/" + post).json().get("comments").size())
                .isOne();
    }

    @Test
    void whatWasMissedIsDeliveredOnceAndInOrder() throws IOException {
        long post = post(author);
        RawSseClient tab = connected(author, "S");
        comment(reader, post, "seen");
        SseBlock seen = tab.event();
        tab.close();
        IntStream.range(0, 100).forEach(i -> comment(reader, post, "missed " + i));
        RawSseClient back = caller(author).stream("/notifications/events?subscriber=S")
                .header("Last-Event-ID", String.valueOf(seen.id()))
                .open();
        open.add(back);
        back.event("connect");
        for (int i = 0; i < 100; i++) {
            assertThat(next(back).get("text").stringValue()).isEqualTo("missed " + i);
        }
        comment(reader, post, "live again");
        assertThat(next(back).get("text").stringValue()).isEqualTo("live again");
    }

    @Test
    void withoutAPositionAStreamIsLiveFromItsConnect() throws IOException {
        long post = post(author);
        comment(reader, post, "before");
        RawSseClient tab = connected(author, "S");
        comment(reader, post, "after");
        assertThat(next(tab).get("text").stringValue()).isEqualTo("after");
    }

    @Test
    void theListEndsWhereAStreamFromItsPositionGoesOn() throws IOException {
        long post = post(author);
        comment(reader, post, "before");
        JsonNode view = caller(author).get("/notifications").json();
        comment(reader, post, "between");
        RawSseClient tab = connected(author, "S&lastEventId=" + view.get("id").stringValue());
        assertThat(view.get("notifications").findValuesAsString("text")).containsExactly("before");
        assertThat(next(tab).get("text").stringValue()).isEqualTo("between");
    }

    @Test
    void anotherUserReceivesNothing() throws IOException {
        RawSseClient other = connected(reader, "S");
        comment(reader, post(author), "for the author only");
        comment(author, post(reader), "for the reader only");
        assertThat(next(other).get("text").stringValue()).isEqualTo("for the reader only");
        assertThat(told(reader)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "**", "a/b", "한국 사람 🙂", "{{user}}<b>", "%2A", "=", "a b+c", ".", "..", "#?&"})
    void anyNameHasItsOwnNotifications(String name) throws IOException {
        RawSseClient tab = connected(name, "S-" + UUID.randomUUID());
        RawSseClient other = connected(author, "S");
        comment(reader, post(name), "축하해요 🎉");
        assertThat(next(tab).get("text").stringValue()).isEqualTo("축하해요 🎉");
        comment(name, post(author), "to you");
        JsonNode told = next(other);
        assertThat(told.get("from").stringValue()).isEqualTo(name);
        assertThat(told.get("text").stringValue()).isEqualTo("to you");
    }

    @Test
    void theLongestNameHasItsOwnNotifications() throws IOException {
        String name = "이".repeat(256);
        RawSseClient tab = connected(name, "S");
        comment(reader, post(name), "여러 줄\n\"둘째\"\r\n셋째");
        assertThat(next(tab).get("text").stringValue()).isEqualTo("여러 줄\n\"둘째\"\r\n셋째");
    }

    @Test
    void aConnectionLivesForTenMinutesAtMost() throws IOException {
        connected(author, "S");
        List<Connection> connections = hub.connections(Owner.of(author));
        assertThat(connections).singleElement().satisfies(connection -> assertThat(
                        connection.request().maxLife())
                .isEqualTo(Duration.ofMinutes(10)));
    }

    @Test
    void theBoardShowsTheNewestPostsWithTheirComments() {
        long post = post(author);
        comment(reader, post, "one");
        comment(reader, post, "two");
        JsonNode newest = caller(reader).get("/posts").json().at("/posts/0");
        assertThat(newest.get("id").longValue()).isEqualTo(post);
        assertThat(newest.get("author").stringValue()).isEqualTo(author);
        assertThat(newest.get("comments").intValue()).isEqualTo(2);
    }

    @Test
    void whoIsSignedInSeesHowManyStreamsAreLive() throws IOException {
        long before = caller(reader).get("/live").json().get("connections").longValue();
        connected(author, "1");
        connected(author, "2");
        JsonNode live = caller(reader).get("/live").json();
        assertThat(live.get("connections").longValue()).isEqualTo(before + 2);
        assertThat(live.get("subscribers").longValue()).isGreaterThanOrEqualTo(before + 2);
    }

    private RawSseClient connected(String user, String subscriber) throws IOException {
        RawSseClient stream = caller(user).stream("/notifications/events?subscriber=" + subscriber)
                .open();
        open.add(stream);
        stream.event("connect");
        return stream;
    }

    private static JsonNode next(RawSseClient stream) throws IOException {
        SseBlock event = stream.event();
        assertThat(event.name()).isEqualTo("notification");
        return JSON.readTree(event.data());
    }

    private long post(String user) {
        return caller(user)
                .create("/posts", Map.of("title", "A post"))
                .get("id")
                .longValue();
    }

    private void comment(String user, long post, String text) {
        caller(user).create("/posts/" + post + "/comments", Map.of("text", text));
    }

    private List<JsonNode> told(String user) {
        List<JsonNode> told = new ArrayList<>();
        caller(user).get("/notifications").json().get("notifications").forEach(told::add);
        return told;
    }
}
