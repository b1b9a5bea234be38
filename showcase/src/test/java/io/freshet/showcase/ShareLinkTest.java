package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.freshet.Owner;
import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseBlock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Share links, as their page uses them. */
class ShareLinkTest extends ShowcaseTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final String link = "/share-links/" + UUID.randomUUID();
    private final String user = "reader-" + UUID.randomUUID();
    private final List<RawSseClient> open = new ArrayList<>();

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private ShareLinkService links;

    @AfterEach
    void closeStreams() throws IOException {
        for (RawSseClient stream : open) {
            stream.close();
        }
    }

    @Test
    void aReactionReachesEverybodyWhoLooksAtTheLink() throws IOException {
        RawSseClient mine = connected(user, link, "S");
        RawSseClient theirs = connected("other", link, "S");
        RawSseClient elsewhere = connected("other", link + "x", "T");

        JsonNode stored = react(link, "👍");
        assertThat(stored.get("id").isIntegralNumber()).isTrue();
        assertThat(stored.get("link").stringValue()).isEqualTo(link.substring("/share-links/".length()));
        assertThat(stored.get("from").stringValue()).isEqualTo(user);
        assertThat(stored.get("emoji").stringValue()).isEqualTo("👍");
        for (RawSseClient stream : List.of(mine, theirs)) {
            SseBlock event = stream.event();
            assertThat(event.name()).isEqualTo("reaction");
            assertThat(JSON.readTree(event.data())).isEqualTo(stored);
        }
        JsonNode next = react(link + "x", "🎉");
        assertThat(JSON.readTree(elsewhere.event().data()))
                .as("the first it gets")
                .isEqualTo(next);
    }

    @Test
    void theHeartbeatIsFourSeconds() throws IOException {
        RawSseClient stream = caller(user).stream(link + "/events?subscriber=S").open();
        open.add(stream);
        assertThat(stream.event("connect").data()).contains("\"heartbeat\":4000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"👍", "👩‍👩‍👧‍👦", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "ㅋㅋㅋ", "사랑해요 ❤️", "<3", "\"quoted\\"})
    void whatIsFeltArrivesUnharmed(String emoji) throws IOException {
        RawSseClient stream = connected(user, link, "S");
        caller(user).post(link + "/reactions", JSON.writeValueAsString(java.util.Map.of("emoji", emoji)));
        assertThat(JSON.readTree(stream.event().data()).get("emoji").stringValue())
                .isEqualTo(emoji);
        assertThat(caller(user).get(link).json().at("/reactions/0/emoji").stringValue())
                .isEqualTo(emoji);
    }

    @Test
    void theViewEndsWhereAStreamFromItsPositionGoesOn() throws IOException {
        react(link, "1");
        react(link, "2");
        JsonNode view = caller(user).get(link).json();
        assertThat(view.get("reactions").findValuesAsString("emoji")).containsExactly("1", "2");
        react(link, "3");
        react(link, "4");
        RawSseClient stream = caller(user).stream(link + "/events?subscriber=S&lastEventId="
                        + view.get("id").stringValue())
                .open();
        open.add(stream);
        stream.event("connect");
        assertThat(stream.event().data()).contains("\"3\"");
        assertThat(stream.event().data()).contains("\"4\"");
    }

    @Test
    void theViewShowsTheNewestFifty() {
        for (int i = 1; i <= 52; i++) {
            react(link, "n" + i);
        }
        List<String> shown = caller(user).get(link).json().get("reactions").findValuesAsString("emoji");
        assertThat(shown).hasSize(50).startsWith("n3").endsWith("n52");
    }

    @Test
    void whatIsRolledBackIsNeitherStoredNorSent() throws IOException {
        RawSseClient stream = connected(user, link, "S");
        transaction.executeWithoutResult(status -> {
            links.react(ShareLink.parse(link.substring("/share-links/".length())), "👎", user);
            status.setRollbackOnly();
        });
        react(link, "👍");
        assertThat(stream.event().data()).contains("👍");
        assertThat(caller(user).get(link).json().get("reactions").size()).isOne();
    }

    @Test
    void theSixthLinkOfAUserIsRefusedAsTheClientOfShareLinksExpects() throws IOException {
        connectFive();
        connected(user, "/stores/" + store, "S");
        try (RawSseClient sixth = caller(user).stream(link + "/events?subscriber=six")
                .header("Accept", "application/json")
                .open()) {
            assertThat(sixth.head().status()).isEqualTo(400);
            assertThat(sixth.head().header("Content-Type")).startsWith("text/event-stream");
            assertThat(sixth.head().header("Retry-After")).isEqualTo("1");
            SseBlock error = sixth.event();
            assertThat(error.name()).isEqualTo("error");
            JsonNode data = JSON.readTree(error.data());
            assertThat(data.get("code").stringValue()).isEqualTo("SHARE_LINK_ACCESS_LIMIT_EXCEEDED");
            assertThat(data.get("message").stringValue()).isNotEmpty();
            assertThat(sixth.event()).isNull();
        }
        connected("somebody else", link, "six");
    }

    @Test
    void aRefreshOfOneOfFiveIsNeverRefused() throws IOException {
        connectFive();
        for (int i = 0; i < 20; i++) {
            int tab = i % 5;
            connected(user, link + tab, "tab" + tab);
        }
        // Those that were replaced in haste go on until the newer ones have stood their probes.
        await().atMost(Duration.ofSeconds(5))
                .until(() -> hub.connections(Owner.of(user)).size() == 5);
    }

    @Test
    void whoeverComesAfterOneOfFiveHasGoneIsAdmitted() throws IOException {
        connectFive();
        open.get(2).close();
        connected(user, link, "six");
    }

    private void connectFive() throws IOException {
        for (int tab = 0; tab < 5; tab++) {
            connected(user, link + tab, "tab" + tab);
        }
    }

    private RawSseClient connected(String who, String path, String subscriber) throws IOException {
        RawSseClient stream =
                caller(who).stream(path + "/events?subscriber=" + subscriber).open();
        open.add(stream);
        assertThat(stream.head().status()).isEqualTo(200);
        stream.event("connect");
        return stream;
    }

    private JsonNode react(String path, String emoji) {
        Caller.Answer answer = caller(user).post(path + "/reactions", "{\"emoji\":\"" + emoji + "\"}");
        assertThat(answer.status()).isEqualTo(201);
        return answer.json();
    }
}
