package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RawSseClient;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Whatever nonsense comes to share links, rooms and the board: it is told what is wrong, and changes nothing. */
class BadInputTest extends ShowcaseTest {
    private static final String LONG = "x".repeat(1001);
    private static final JsonMapper JSON = new JsonMapper();

    private final String name = UUID.randomUUID().toString();
    private Caller ann;
    private long room;
    private long post;

    @BeforeEach
    void makeThings() {
        ann = caller("ann-" + name);
        room = ann.create("/channels/" + name + "/rooms", Map.of("name", "A room", "seats", 2))
                .get("id")
                .longValue();
        post = ann.create("/posts", Map.of("title", "A post")).get("id").longValue();
    }

    @AfterEach
    void nothingIsStoredAndNothingBroken() {
        assertThat(ann.get("/share-links/" + name).json().get("reactions").size())
                .isZero();
        assertThat(ann.get("/channels/" + name + "/rooms").json().get("rooms").toString())
                .isEqualTo(
                        "[{\"id\":%d,\"name\":\"A room\",\"seats\":2,\"players\":[],\"state\":\"open\",\"version\":1}]"
                                .formatted(room));
        assertThat(ann.get("/posts").json().at("/posts/0/id").longValue()).isEqualTo(post);
        assertThat(ann.get("/posts/" + post).json().get("comments").size()).isZero();
        assertThat(ann.get("/notifications").json().get("notifications").size()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            /share-links/{name}/reactions | {}                       | emoji (missing)  | 1 to 32 characters
            /share-links/{name}/reactions | {"emoji":""}             | emoji ''         | 1 to 32 characters
            /share-links/{name}/reactions | {"emoji":"  "}           | emoji '  '       | not only of spaces
            /share-links/{name}/reactions | {"emoji":7}              | emoji 7          | 1 to 32 characters
            /share-links/{name}/reactions | {"emoji":null}           | emoji null       | 1 to 32 characters
            /share-links/{name}/reactions | {"emoji":["a"]}          | emoji ["a"]      | 1 to 32 characters
            /share-links/{name}/reactions | {"emoji":"a\\nb"}        | emoji 'a         | without control characters
            /share-links/{name}/reactions | {"emoji":"\\u0000"}      | emoji '          | without control characters
            /share-links/{name}/reactions | {"emoji":"\\ud83d"}      | emoji '          | without control characters
            /share-links/{name}/reactions | {"emoji":"{long}"}       | 1001 characters  | 1 to 32 characters
            /share-links/{name}/reactions | {"emoji":"a"             | not JSON         | line 1, column
            /share-links/{name}/reactions | {"emoji":"a"} x          | not JSON         | line 1, column
            /share-links/{name}/reactions | ["a"]                    | reaction ["a"]   | an object such as {"emoji"
            /share-links/{name}/reactions | ``                       | empty body       | JSON
            /channels/{name}/rooms        | {"seats":4}              | name (missing)   | 1 to 100 characters
            /channels/{name}/rooms        | {"name":"","seats":4}    | name ''          | 1 to 100 characters
            /channels/{name}/rooms        | {"name":1,"seats":4}     | name 1           | 1 to 100 characters
            /channels/{name}/rooms        | {"name":"{long}","seats":4} | 1001 characters | 1 to 100 characters
            /channels/{name}/rooms        | {"name":"a\\rb","seats":4} | name 'a        | without control characters
            /channels/{name}/rooms        | {"name":"a"}             | seats (missing)  | a whole number from 1 to 100
            /channels/{name}/rooms        | {"name":"a","seats":0}   | seats 0          | a whole number from 1 to 100
            /channels/{name}/rooms        | {"name":"a","seats":-1}  | seats -1         | a whole number from 1 to 100
            /channels/{name}/rooms        | {"name":"a","seats":101} | seats 101        | a whole number from 1 to 100
            /channels/{name}/rooms        | {"name":"a","seats":2.5} | seats 2.5        | a whole number from 1 to 100
            /channels/{name}/rooms        | {"name":"a","seats":"4"} | seats '4'        | a whole number from 1 to 100
            /channels/{name}/rooms        | {"name":"a","seats":99999999999999999999} | seats 9999999 | from 1 to 100
            /channels/{name}/rooms        | "a room"                 | room 'a room'    | an object such as {"name"
            /channels/{name}/rooms        | ``                       | empty body       | JSON
            /channels/{name}/rooms        | {"name"                  | not JSON         | line 1, column
            /posts                        | {}                       | title (missing)  | 1 to 200 characters
            /posts                        | {"title":""}             | title ''         | 1 to 200 characters
            /posts                        | {"title":true}           | title true       | 1 to 200 characters
            /posts                        | {"title":"{long}"}       | 1001 characters  | 1 to 200 characters
            /posts                        | {"title":"a\\u007f"}     | title 'a         | without control characters
            /posts                        | null                     | post null        | an object such as {"title"
            /posts                        | ``                       | empty body       | JSON
            /posts                        | title=x                  | not JSON         | line 1, column
            /posts/{post}/comments        | {}                       | text (missing)   | 1 to 1000 characters
            /posts/{post}/comments        | {"text":"\\n\\n"}        | text '           | not only of spaces
            /posts/{post}/comments        | {"text":{"a":1}}         | text {"a":1}     | 1 to 1000 characters
            /posts/{post}/comments        | {"text":"{long}"}        | 1001 characters  | 1 to 1000 characters
            /posts/{post}/comments        | {"text":"a\\u0000b"}     | text 'a          | line breaks and tabs
            /posts/{post}/comments        | 12                       | comment 12       | an object such as {"text"
            /posts/{post}/comments        | ``                       | empty body       | JSON
            """)
    void aBadBodyIsToldWhatIsWrongAndWhatIsAllowed(String path, String body, String wrong, String allowed) {
        CardsTest.assertBad(ann.post(in(path), body.replace("{long}", LONG)), wrong, allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/share-links/{name}/reactions", "/channels/{name}/rooms", "/posts", "/posts/{post}/comments"})
    void aBodyOfAMillionCharactersIsRefused(String path) {
        String value = "\"" + "x".repeat(1_000_000) + "\"";
        CardsTest.assertBad(
                ann.post(
                        in(path),
                        "{\"emoji\":%s,\"name\":%s,\"title\":%s,\"text\":%s}".formatted(value, value, value, value)),
                "more than 16384 bytes",
                "not allowed");
    }

    @ParameterizedTest
    @CsvSource({
        "POST,/share-links/%20/reactions,link ' ',A-Z a-z 0-9 . _ ~ -",
        "GET,/share-links/.hidden,link '.hidden',the first of them not a dot",
        "GET,/share-links/a*,link 'a*',A-Z a-z 0-9 . _ ~ -",
        "GET,/share-links/{long},1001 characters,1 to 64 characters",
        "POST,/channels/%ED%95%9C/rooms,channel '한',A-Z a-z 0-9 . _ ~ -",
        "GET,/channels/a%20b/rooms,channel 'a b',A-Z a-z 0-9 . _ ~ -",
        "POST,/channels/**/rooms/{room}/players,channel '**',1 to 64 characters",
        "POST,/channels/{name}/rooms/x/players,room 'x',a whole number of 1 to 18 digits",
        "POST,/channels/{name}/rooms/0/players,room '0',a whole number of 1 to 18 digits",
        "DELETE,/channels/{name}/rooms/-1/players,room '-1',a whole number of 1 to 18 digits",
        "POST,/channels/{name}/rooms/9999999999999999999/start,room '9999999999999999999',1 to 18 digits",
        "GET,/posts/one,post 'one',a whole number of 1 to 18 digits",
        "GET,/posts/0,post '0',the first of them not 0",
        "POST,/posts/01/comments,post '01',a whole number of 1 to 18 digits",
    })
    void aBadNameInAPathIsToldWhatIsAllowed(String method, String path, String wrong, String allowed) {
        CardsTest.assertBad(ann.send(method, in(path), "{}"), wrong, allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/links?link=%FF,link=%FF",
        "GET,/stores/1/cards?subscriber=%C3%28,subscriber=%C3%28",
        "PUT,/stores/1/cards?subscriber=a&revision=%FF,revision=%FF",
        "POST,/notifications/events/goodbye?subscriber=%FF,subscriber=%FF",
        "GET,/notifications/events?subscriber=%FF,subscriber=%FF",
    })
    void aParameterThatIsNoTextIsToldWhatIsAllowed(String method, String path, String wrong) {
        Caller.Answer answer = ann.send(method, path, "[]");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains(wrong, "percent-encoded UTF-8");
    }

    @ParameterizedTest
    @CsvSource({
        "POST,/channels/{name}/rooms/999999999/players,no room 999999999",
        "DELETE,/channels/{name}/rooms/999999999/players,no room 999999999",
        "POST,/channels/{name}/rooms/999999999/start,no room 999999999",
        "POST,/channels/elsewhere/rooms/{room}/players,channel elsewhere has no room",
        "GET,/posts/999999999,no post 999999999",
        "POST,/posts/999999999/comments,no post 999999999",
        "GET,/nowhere,nowhere",
        "POST,/share-links,share-links",
    })
    void whatIsNotThereIs404(String method, String path, String wrong) {
        Caller.Answer answer = ann.send(method, in(path), "{\"text\":\"a\"}");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().get("detail").stringValue()).contains(wrong);
    }

    @ParameterizedTest
    @CsvSource({
        "POST,/share-links/{name}",
        "GET,/share-links/{name}/reactions",
        "DELETE,/channels/{name}/rooms",
        "PUT,/channels/{name}/rooms/{room}/players",
        "GET,/channels/{name}/rooms/{room}/start",
        "POST,/channels/{name}/events",
        "PUT,/posts",
        "DELETE,/posts/{post}",
        "GET,/posts/{post}/comments",
        "POST,/notifications",
        "POST,/notifications/events",
        "GET,/notifications/events/goodbye",
        "POST,/live",
    })
    void anotherMethodIs405AndTheAllowedOnesAreNamed(String method, String path) {
        Caller.Answer answer = ann.send(method, in(path), "{\"text\":\"a\",\"title\":\"a\",\"emoji\":\"a\"}");
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isNotEmpty();
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/share-links/{name}",
        "POST,/share-links/{name}/reactions",
        "GET,/channels",
        "GET,/channels/{name}/rooms",
        "POST,/channels/{name}/rooms",
        "POST,/channels/{name}/rooms/{room}/players",
        "DELETE,/channels/{name}/rooms/{room}/players",
        "POST,/channels/{name}/rooms/{room}/start",
        "GET,/posts",
        "POST,/posts",
        "POST,/posts/{post}/comments",
        "GET,/notifications",
        "POST,/notifications/events/goodbye",
        "GET,/live",
    })
    void whoHasNotSignedInIsTold(String method, String path) {
        Caller.Answer answer = Caller.exchange(ann.request(in(path))
                .method(method, BodyPublishers.ofString("{\"text\":\"a\",\"title\":\"a\",\"emoji\":\"a\"}")));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/share-links/{name}/events", "/channels/{name}/events", "/notifications/events"})
    void onAStreamBadInputIsToldInAnEventStream(String path) throws IOException {
        for (String accept : List.of("text/event-stream", "application/json", "text/html", "*/*")) {
            assertRefused(RawSseClient.to(port, in(path) + "?subscriber=S").header("Accept", accept), 401, "sign in");
            assertRefused(
                    ann.stream(in(path) + "?subscriber=a%20b").header("Accept", accept), 400, "subscriber id 'a b'");
            assertRefused(
                    ann.stream(in(path) + "?subscriber=" + LONG).header("Accept", accept), 400, "1001 characters");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/share-links/a%20b/events", "/channels/.a/events", "/channels/**/events"})
    void aStreamThatCannotBeIsRefusedInAnEventStream(String path) throws IOException {
        assertRefused(ann.stream(path + "?subscriber=S"), 400, "");
    }

    /** Told before anything is done: who hears that it failed would do it again. */
    @ParameterizedTest
    @ValueSource(
            strings = {"/share-links/{name}/reactions", "/channels/{name}/rooms", "/posts", "/posts/{post}/comments"})
    void whoAcceptsNoJsonHas406AndNothingIsDone(String path) {
        String body = "{\"title\":\"a\",\"text\":\"a\",\"emoji\":\"a\",\"name\":\"a\",\"seats\":1}";
        Caller.Answer answer = Caller.exchange(
                ann.signed(in(path)).header("Accept", "image/png").method("POST", BodyPublishers.ofString(body)));
        assertThat(answer.status()).isEqualTo(406);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }

    @Test
    void whatNobodyAskedForIsPassedOver() {
        String extra =
                "{\"title\":\"a\",\"text\":\"a\",\"emoji\":\"a\",\"name\":\"a\",\"seats\":1,\"id\":7,\"from\":\"eve\"}";
        String other = "/share-links/" + name + "-other";
        assertThat(ann.post(other + "/reactions", extra).status()).isEqualTo(201);
        assertThat(ann.get(other).json().at("/reactions/0/from").stringValue()).isEqualTo("ann-" + name);
        assertThat(ann.post("/channels/" + name + "-other/rooms", extra).status())
                .isEqualTo(201);
    }

    private static void assertRefused(RawSseClient.Request request, int status, String wrong) throws IOException {
        try (RawSseClient stream = request.open()) {
            assertThat(stream.head().status()).isEqualTo(status);
            assertThat(stream.head().header("Content-Type")).startsWith("text/event-stream");
            assertThat(JSON.readTree(stream.event("error").data())
                            .get("message")
                            .stringValue())
                    .contains(wrong);
        }
    }

    private String in(String path) {
        return path.replace("{name}", name)
                .replace("{long}", LONG)
                .replace("{room}", Long.toString(room))
                .replace("{post}", Long.toString(post));
    }
}
