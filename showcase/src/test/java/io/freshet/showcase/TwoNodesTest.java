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
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Whatever is done on one node holds on the other: whoever asks need not know which of them answers. */
class TwoNodesTest {
    private static final String RIGHT_ENDED = "{\"reason\":\"right-ended\",\"comeBack\":false}";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int HERE = 0;
    private static final int THERE = 1;

    private static TwoNodes nodes;

    private final String name = UUID.randomUUID().toString();
    private final long store = 1 + Math.abs(UUID.randomUUID().getMostSignificantBits() >> 16);

    @BeforeAll
    static void start() throws Exception {
        nodes = new TwoNodes();
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    private Caller caller(int node, String user) {
        return new Caller(nodes.port(node), user);
    }

    private Session signIn(int node) {
        return Session.open(nodes.port(node), name);
    }

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
    void aSignInOnOneNodeHoldsOnTheOtherAndSoDoesTheTokenAgainstForgedRequests() {
        Session session = signIn(HERE);
        assertThat(session.at(nodes.port(THERE)).page("/").text()).contains(name);
        String order = "{\"menu\":\"a\",\"price\":1,\"quantity\":1}";
        Session there = session.at(nodes.port(THERE));
        assertThat(there.post("/stores/" + store + "/orders", order, false).status())
                .isEqualTo(403);
        assertThat(there.post("/stores/" + store + "/orders", order, true).status())
                .isEqualTo(201);
    }

    @Test
    void aLogoutOnOneNodeEndsTheStreamsOfItsBrowserOnBothAndNoOthers() throws IOException {
        Session here = signIn(HERE);
        Session there = here.at(nodes.port(THERE));
        Session phone = signIn(THERE);
        try (RawSseClient first = here.stream("/channels/" + name + "/events?subscriber=1");
                RawSseClient second = there.stream("/channels/" + name + "/events?subscriber=2");
                RawSseClient onThePhone = phone.stream("/channels/" + name + "/events?subscriber=3")) {
            first.event("connect");
            second.event("connect");
            onThePhone.event("rooms");
            assertThat(here.signOut().status()).isEqualTo(204);
            assertThat(first.event("close").data()).isEqualTo(RIGHT_ENDED);
            assertThat(second.event("close").data()).isEqualTo(RIGHT_ENDED);
            openRoom(HERE, "still", 2);
            assertThat(onThePhone.event("room-opened").data()).contains("still");
        }
        assertThat(there.page("/").status()).isEqualTo(302);
        try (RawSseClient late = there.stream("/channels/" + name + "/events?subscriber=2")) {
            assertThat(late.head().status()).isEqualTo(401);
        }
    }

    @Test
    void streamsThatAreAskedForAtOnceOnBothNodesAllEndWithTheirSession() throws Exception {
        Session here = signIn(HERE);
        ExecutorService tabs = Executors.newFixedThreadPool(6);
        List<RawSseClient> streams = new ArrayList<>();
        try {
            List<Callable<RawSseClient>> opening = IntStream.range(0, 6)
                    .<Callable<RawSseClient>>mapToObj(tab -> () -> here.at(nodes.port(tab % 2)).stream(
                            "/stores/" + store + "/events?subscriber=" + tab))
                    .toList();
            for (Future<RawSseClient> stream : tabs.invokeAll(opening)) {
                streams.add(stream.get());
            }
            for (RawSseClient stream : streams) {
                stream.event("connect");
            }
            assertThat(here.signOut().status()).isEqualTo(204);
            for (RawSseClient stream : streams) {
                assertThat(stream.event("close").data()).isEqualTo(RIGHT_ENDED);
            }
        } finally {
            tabs.shutdown();
            for (RawSseClient stream : streams) {
                stream.close();
            }
        }
    }

    @Test
    void anOrderOnOneNodeIsShownByTheOther() throws IOException {
        caller(THERE, name).choose(store, "S", 1, "SLS_01_01");
        try (RawSseClient stream = caller(THERE, name).stream(store, "?subscriber=S").open()) {
            stream.event("connect");
            caller(HERE, "ann").order(store, "americano", 4500, 2);
            assertThat(stream.event("SLS_01_01").data()).contains("\"version\":1", "\"value\":9000");
            caller(THERE, "bob").order(store, "americano", 4500, 1);
            assertThat(stream.event("SLS_01_01").data()).contains("\"version\":2", "\"value\":13500");
        }
        assertThat(caller(HERE, name).value(store, "SLS_01_01").longValue()).isEqualTo(13_500);
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
                    .<Callable<Integer>>mapToObj(
                            i -> () -> caller(i % 2, "p" + i).post(room + "/players", "").status())
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
            caller(THERE, "ann").get("/channels/" + name + "/rooms").json().get("rooms").forEach(truth::add);
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
        assertThat(caller(THERE, name).get("/notifications").json().get("notifications").findValuesAsString("text"))
                .containsExactly("one", "two", "three", "four");
    }

    @Test
    void cardsThatAreChosenOnOneNodeAreThoseOfTheStreamOnTheOther() throws IOException {
        try (RawSseClient stream = caller(THERE, name).stream(store, "?subscriber=S").open()) {
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
                assertThat(tab.awaitLive().texts("#wire-rows tr[data-type=gap]")).isEmpty();
            });
            browser.pageInNewTab("/");
            browser.find("form[action='/logout'] button").click();
            tabs.forEach((sight, tab) -> tab.awaitState("ended"));
        }
    }

    @Test
    void aLunchHourIsOneForBothNodesAndEachGuestIsServedOnce() {
        String path = "/stores/" + store + "/lunch-hour";
        assertThat(caller(HERE, name).post(path, "").status()).isEqualTo(202);
        JsonNode same = caller(THERE, name).post(path, "").json();
        assertThat(same.get("left").longValue()).isLessThan(same.get("length").longValue());
        assertThat(caller(THERE, name).get("/stores/" + store).json().at("/lunch/left").longValue())
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
        assertThat(caller(HERE, name).get("/stores/" + store).json().get("lunch").isNull())
                .isTrue();
    }

    private long openRoom(int node, String room, int seats) {
        return caller(node, "opener")
                .create("/channels/" + name + "/rooms", Map.of("name", room, "seats", seats))
                .get("id")
                .longValue();
    }

    private void comment(int node, long post, String text) {
        caller(node, "reader").create("/posts/" + post + "/comments", Map.of("text", text));
    }
}
