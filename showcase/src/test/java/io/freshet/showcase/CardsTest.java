package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Choosing cards, over HTTP. */
class CardsTest extends ShowcaseTest {
    private static final String TWO = "[\"SLS_01_01\",\"MNU_02_01\"]";
    private static final String ONE = "[\"SLS_02_01\"]";

    @Test
    void aSubscriberThatNobodyKnowsHoldsNothing() {
        assertThat(held("new").text()).isEqualTo("{\"revision\":0,\"cards\":[]}");
    }

    @Test
    void aChoiceIsHeldBeforeTheStreamExists() {
        assertThat(choose("early", 1, TWO).status()).isEqualTo(204);
        assertThat(held("early").text()).isEqualTo("{\"revision\":1,\"cards\":[\"SLS_01_01\",\"MNU_02_01\"]}");
    }

    @Test
    void theSameChoiceAgainIsFine() {
        choose("same", 4, TWO);
        assertThat(choose("same", 4, "[\"MNU_02_01\",\"SLS_01_01\",\"SLS_01_01\"]")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void theSameRevisionWithOtherCardsIsAConflict() {
        choose("conflict", 4, TWO);
        Caller.Answer answer = choose("conflict", 4, ONE);
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.text()).isEqualTo("{\"revision\":4,\"cards\":[\"SLS_01_01\",\"MNU_02_01\"]}");
    }

    @Test
    void anOlderChoiceNeverOverwritesANewerOne() {
        choose("older", 7, ONE);
        Caller.Answer answer = choose("older", 6, TWO);
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.text()).isEqualTo("{\"revision\":7,\"cards\":[\"SLS_02_01\"]}");
        assertThat(held("older").text()).isEqualTo(answer.text());
    }

    @Test
    void nothingAtAllCanBeChosen() {
        choose("none", 1, TWO);
        assertThat(choose("none", 2, "[]").status()).isEqualTo(204);
        assertThat(held("none").text()).isEqualTo("{\"revision\":2,\"cards\":[]}");
    }

    @Test
    void aChoiceIsTheUsersOwn() {
        choose("shared-name", 1, TWO);
        assertThat(caller("bob")
                        .get(path("/cards?subscriber=shared-name"))
                        .json()
                        .get("revision")
                        .intValue())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&revision=",
                "&revision=x",
                "&revision=0",
                "&revision=-1",
                "&revision=1.5",
                "&revision=9007199254740992",
                "&revision=99999999999999999999",
                "&revision=%2B1"
            })
    void aRevisionIsAWholeNumberFromOneToWhatJavaScriptCountsExactly(String parameter) {
        assertBad(
                caller("ann").put(path("/cards?subscriber=S" + parameter), ONE),
                "revision",
                "a whole number from 1 to 9007199254740991");
    }

    @Test
    void theLargestRevisionIsAllowed() {
        assertThat(choose("largest", 9007199254740991L, ONE).status()).isEqualTo(204);
        assertThat(held("largest").json().get("revision").longValue()).isEqualTo(9007199254740991L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            ["SLS_01_01","NOPE"]    | 'NOPE'      | SLS_01_01, SLS_02_01, MNU_01_01, MNU_02_01
            ["sls_01_01"]           | 'sls_01_01' | SLS_01_01, SLS_02_01, MNU_01_01, MNU_02_01
            [1]                     | 1           | SLS_01_01, SLS_02_01, MNU_01_01, MNU_02_01
            [null]                  | null        | SLS_01_01, SLS_02_01, MNU_01_01, MNU_02_01
            {"cards":["SLS_01_01"]} | cards       | a list of any of SLS_01_01
            "SLS_01_01"             | 'SLS_01_01' | a list of any of SLS_01_01
            ["SLS_01_01"            | not JSON    | line 1, column
            ["SLS_01_01"] x         | not JSON    | line 1, column
            """)
    void cardsAreAListOfKnownCodes(String body, String wrong, String allowed) {
        assertBad(choose("bad", 1, body), wrong, allowed);
        assertThat(held("bad").json().get("revision").intValue()).isZero();
    }

    @Test
    void anEmptyBodyIsNoChoice() {
        assertBad(choose("bad", 1, ""), "empty body", "JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a%20b", "a/b", "%C3%A9", "x%0Ay"})
    void aSubscriberIdHasFewCharacters(String id) {
        assertBad(
                caller("ann").put(path("/cards?revision=1&subscriber=" + id), ONE),
                "subscriber",
                "1 to 128 characters of A-Z a-z 0-9 . _ ~ -");
        assertBad(
                caller("ann").get(path("/cards?subscriber=" + id)),
                "subscriber",
                "1 to 128 characters of A-Z a-z 0-9 . _ ~ -");
    }

    @Test
    void aSubscriberIdHas128CharactersAtMost() {
        assertThat(choose("x".repeat(128), 1, ONE).status()).isEqualTo(204);
        assertBad(choose("x".repeat(1000), 1, ONE), "1000 characters", "1 to 128 characters");
        assertBad(caller("ann").put(path("/cards?revision=1"), ONE), "subscriber is missing", "1 to 128 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "02", "abc", "1.5", "9223372036854775808", "0x10"})
    void aStoreIsAPositiveNumber(String id) {
        assertBad(
                caller("ann").put("/stores/" + id + "/cards?subscriber=S&revision=1", ONE),
                "storeId",
                "a whole number from 1");
        assertBad(caller("ann").get("/stores/" + id), "storeId", "a whole number from 1");
    }

    @Test
    void whoAsksForAnEventStreamIsToldInOne() {
        Caller ann = caller("ann");
        Caller.Answer answer = Caller.exchange(ann.request(path("/cards?subscriber=S&revision=x"))
                .header("Authorization", ann.password())
                .header("Accept", "text/event-stream")
                .PUT(BodyPublishers.ofString(ONE)));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).startsWith("text/event-stream");
        assertThat(answer.text()).startsWith("event: error\n").contains("revision 'x' is not allowed");
    }

    @Test
    void manyChoicesAtOnceLeaveTheNewest() {
        IntStream.rangeClosed(1, 40)
                .parallel()
                .forEach(revision -> choose("many", revision, revision == 40 ? TWO : ONE));
        assertThat(held("many").text()).isEqualTo("{\"revision\":40,\"cards\":[\"SLS_01_01\",\"MNU_02_01\"]}");
    }

    private Caller.Answer choose(String subscriber, long revision, String body) {
        return caller("ann").put(path("/cards?subscriber=" + subscriber + "&revision=" + revision), body);
    }

    private Caller.Answer held(String subscriber) {
        return caller("ann").get(path("/cards?subscriber=" + subscriber));
    }

    static void assertBad(Caller.Answer answer, String wrong, String allowed) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().get("detail").stringValue()).contains(wrong, allowed);
    }
}
