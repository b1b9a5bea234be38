package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RawSseClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The four systems on two nodes. */
class SystemsOnTwoNodesTest extends TwoNodesTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void whatTheDemoBeginsWithIsThereOnceAlthoughBothNodesStartedAtOnce() {
        Caller ann = caller(HERE, "ann");
        assertThat(ann.get("/stores/9999").json().at("/values/SLS_02_01").longValue())
                .isEqualTo(140);
        assertThat(ann.get("/posts").json().get("posts").findValuesAsString("author"))
                .containsExactly(DemoPeople.JOON, DemoPeople.SORA, DemoPeople.MINA);
        assertThat(ann.get("/channels/quick/rooms").json().get("rooms").size()).isEqualTo(2);
        assertThat(ann.get("/share-links/first-snow").json().get("reactions").size())
                .isEqualTo(5);
    }

    @Test
    void anOrderOnOneNodeIsShownByTheOther() throws IOException {
        caller(THERE, name).choose(store, "S", 1, "SLS_01_01");
        try (RawSseClient stream =
                caller(THERE, name).stream(store, "?subscriber=S").open()) {
            stream.event("connect");
            caller(HERE, "ann").order(store, "americano", 4500, 2);
            assertThat(stream.event("SLS_01_01").data()).contains("\"version\":1", "\"value\":9000");
            caller(THERE, "bob").order(store, "americano", 4500, 1);
            assertThat(stream.event("SLS_01_01").data()).contains("\"version\":2", "\"value\":13500");
        }
        assertThat(caller(HERE, name).value(store, "SLS_01_01").longValue()).isEqualTo(13_500);
    }

    @Test
    void cardsThatAreChosenOnOneNodeAreThoseOfTheStreamOnTheOther() throws IOException {
        try (RawSseClient stream =
                caller(THERE, name).stream(store, "?subscriber=S").open()) {
            stream.event("connect");
            caller(HERE, name).choose(store, "S", 1, "SLS_02_01");
            caller(THERE, "ann").order(store, "americano", 4500, 2);
            assertThat(stream.event().name()).isEqualTo("SLS_02_01");
            caller(THERE, name).choose(store, "S", 2, "MNU_02_01");
            caller(HERE, "ann").order(store, "americano", 4500, 2);
            assertThat(stream.event().name()).isEqualTo("MNU_02_01");
        }
        String cards = "/stores/" + store + "/cards?subscriber=S";
        assertThat(caller(HERE, name).get(cards).text()).isEqualTo("{\"revision\":2,\"cards\":[\"MNU_02_01\"]}");
        assertThat(caller(THERE, name).get(cards).text()).isEqualTo("{\"revision\":2,\"cards\":[\"MNU_02_01\"]}");
    }

    @Test
    void aGoodbyeThatReachesTheOtherNodeEndsItsConnection() throws IOException {
        Caller here = caller(HERE, name);
        try (RawSseClient stream = here.stream(store, "?subscriber=S").open()) {
            String connection = JSON.readTree(stream.event("connect").data())
                    .get("connection")
                    .stringValue();
            String goodbye = "/stores/" + store + "/events/goodbye?subscriber=S&connection=" + connection;
            assertThat(caller(THERE, "bob").post(goodbye, "").status()).isEqualTo(204);
            assertThat(caller(THERE, name).post(goodbye, "").status()).isEqualTo(204);
            stream.rest();
        }
    }

    @Test
    void aLunchHourIsOneForBothNodesAndEachGuestIsServedOnce() {
        String path = "/stores/" + store + "/lunch-hour";
        assertThat(caller(HERE, name).post(path, "").status()).isEqualTo(202);
        JsonNode same = caller(THERE, name).post(path, "").json();
        assertThat(same.get("left").longValue()).isLessThan(same.get("length").longValue());
        assertThat(caller(THERE, name)
                        .get("/stores/" + store)
                        .json()
                        .at("/lunch/left")
                        .longValue())
                .isPositive();

        // All guests have come by now, and no node has served one.
        nodes.bean(HERE, JdbcClient.class)
                .sql("update lunch_hours set began_at = ? where store_id = ?")
                .param(Instant.now().minus(LunchHour.LENGTH.multipliedBy(2)).atOffset(ZoneOffset.UTC))
                .param(store)
                .update();
        Awaitility.await()
                .atMost(SOON)
                .until(() -> caller(THERE, name).value(store, "SLS_02_01").longValue() >= LunchHour.GUESTS);
        assertThat(nodes.bean(THERE, LunchHourService.class).waiting()).isEmpty();
        assertThat(caller(HERE, name).value(store, "SLS_02_01").longValue()).isEqualTo(LunchHour.GUESTS);
        assertThat(caller(HERE, name)
                        .get("/stores/" + store)
                        .json()
                        .get("lunch")
                        .isNull())
                .isTrue();
    }

    @Test
    void aReactionOnOneNodeFliesOnTheOther() throws IOException {
        String link = "/share-links/" + name;
        try (RawSseClient stream =
                caller(THERE, name).stream(link + "/events?subscriber=S").open()) {
            stream.event("connect");
            caller(HERE, "ann").create(link + "/reactions", Map.of("emoji", "❄️"));
            assertThat(stream.event("reaction").data()).contains("❄️");
        }
        assertThat(caller(THERE, name).get(link).json().get("reactions").size()).isOne();
    }

    @Test
    void fiveShareLinksOnBothNodesTogetherAreTheLimitAndARefreshIsNeverRefusedOnEither() throws IOException {
        String path = "/share-links/" + name + "/events?subscriber=";
        List<RawSseClient> tabs = new ArrayList<>();
        try {
            for (int tab = 0; tab < 5; tab++) {
                tabs.add(caller(tab % 2, name).stream(path + tab).open());
                tabs.get(tab).event("connect");
            }
            try (RawSseClient sixth = caller(THERE, name).stream(path + "sixth").open()) {
                assertThat(sixth.head().status()).isEqualTo(400);
                assertThat(sixth.event("error").data()).contains("SHARE_LINK_ACCESS_LIMIT_EXCEEDED");
            }
            for (int tab = 0; tab < 5; tab++) {
                try (RawSseClient before = tabs.get(tab)) {
                    tabs.set(tab, caller((tab + 1) % 2, name).stream(path + tab).open());
                    assertThat(tabs.get(tab).head().status()).isEqualTo(200);
                    tabs.get(tab).event("connect");
                    assertThat(before.event("close").data()).isEqualTo("{\"reason\":\"replaced\",\"comeBack\":false}");
                }
            }
            caller(HERE, "ann").create("/share-links/" + name + "/reactions", Map.of("emoji", "❄️"));
            for (RawSseClient tab : tabs) {
                assertThat(tab.event("reaction").data()).contains("❄️");
            }
        } finally {
            for (RawSseClient tab : tabs) {
                tab.close();
            }
        }
    }

    @Test
    void aRoomThatIsChangedOnBothNodesIsSeenThroughItsLifeOnOne() throws IOException {
        try (RawSseClient stream = caller(THERE, name).stream("/channels/" + name + "/events?subscriber=S")
                .open()) {
            assertThat(stream.event("rooms").data()).isEqualTo("[]");
            String room = "/channels/" + name + "/rooms/" + openRoom(HERE, "a room", 2);
            assertThat(stream.event("room-opened").data()).contains("a room", "\"version\":1");
            assertThat(caller(THERE, "ann").post(room + "/players", "").status())
                    .isEqualTo(204);
            assertThat(stream.event("room-changed").data()).contains("[\"ann\"]", "\"version\":2");
            assertThat(caller(HERE, "ann").delete(room + "/players").status()).isEqualTo(204);
            assertThat(stream.event("room-closed").data()).contains("\"version\":3");
        }
    }

    @Test
    void manyWhoComeAtOnceOnBothNodesNeverOverfillARoomAndTheNewestVersionIsTheTruth() throws Exception {
        int seats = 5;
        long id = openRoom(HERE, "rush", seats);
        String room = "/channels/" + name + "/rooms/" + id;
        try (RawSseClient stream = caller(HERE, name).stream("/channels/" + name + "/events?subscriber=S")
                .open()) {
            Lobby lobby = new Lobby();
            lobby.apply(stream.event("rooms"));
            ExecutorService players = Executors.newFixedThreadPool(20);
            List<Callable<Integer>> joins = IntStream.range(0, 20)
                    .<Callable<Integer>>mapToObj(i -> () ->
                            caller(i % 2, "p" + i).post(room + "/players", "").status())
                    .toList();
            List<Integer> answers = new ArrayList<>();
            for (Future<Integer> join : players.invokeAll(joins)) {
                answers.add(join.get());
            }
            players.shutdown();
            assertThat(answers).containsOnly(204, 409);
            assertThat(answers.stream().filter(status -> status == 204)).hasSize(seats);
            for (int i = 0; i < seats; i++) {
                lobby.apply(stream.event("room-changed"));
            }
            List<JsonNode> truth = new ArrayList<>();
            caller(THERE, "ann")
                    .get("/channels/" + name + "/rooms")
                    .json()
                    .get("rooms")
                    .forEach(truth::add);
            assertThat(truth.get(0).get("players").size()).isEqualTo(seats);
            assertThat(lobby.rooms()).isEqualTo(truth);
        }
    }

    @Test
    void aCommentOnOneNodeIsToldOnTheOtherAndWhatWasMissedIsToldOnceWhicheverNodeOneComesBackTo() throws IOException {
        long post = caller(HERE, name)
                .create("/posts", Map.of("title", "A post"))
                .get("id")
                .longValue();
        String seen;
        try (RawSseClient stream =
                caller(THERE, name).stream("/notifications/events?subscriber=S").open()) {
            stream.event("connect");
            comment(HERE, post, "one");
            seen = stream.event("notification").id();
        }
        comment(HERE, post, "two");
        comment(THERE, post, "three");
        try (RawSseClient back = caller(HERE, name).stream("/notifications/events?subscriber=S&lastEventId=" + seen)
                .open()) {
            assertThat(back.event("notification").data()).contains("two");
            assertThat(back.event("notification").data()).contains("three");
            comment(THERE, post, "four");
            assertThat(back.event("notification").data()).contains("four");
        }
        assertThat(caller(THERE, name)
                        .get("/notifications")
                        .json()
                        .get("notifications")
                        .findValuesAsString("text"))
                .containsExactly("one", "two", "three", "four");
    }

    /** Behind nginx, which sends each request to either node by turns. */
    @Test
    void theFourPagesShowWhatHappensOnAnyNodeThroughRefreshesThatLeadToEither() {
        try (Nginx nginx = Nginx.ours(nodes.port(HERE), nodes.port(THERE));
                Browser browser = new Browser("https://localhost:" + nginx.tlsPort())) {
            browser.open("/");
            browser.signIn(name);
            Map<Sight, Tab> tabs = new EnumMap<>(Sight.class);
            for (Sight sight : Sight.values()) {
                browser.newTab();
                tabs.put(sight, browser.page(sight.page(store)).awaitLive());
            }
            tabs.forEach((sight, tab) -> {
                for (int i = 0; i < 4; i++) {
                    sight.happen(caller(i % 2, "somebody"), name, store, "news " + i);
                    if (i > 0) {
                        tab.refresh();
                    }
                }
                for (int i = 0; i < 4; i++) {
                    tab.awaitText(sight.place(), "news " + i);
                }
                assertThat(tab.awaitLive().texts("#wire-rows tr[data-type=gap]"))
                        .isEmpty();
            });
            browser.pageInNewTab("/");
            browser.find("form[action='/logout'] button").click();
            tabs.forEach((sight, tab) -> tab.awaitState("ended"));
        }
    }

    private void comment(int node, long post, String text) {
        caller(node, "reader").create("/posts/" + post + "/comments", Map.of("text", text));
    }
}
