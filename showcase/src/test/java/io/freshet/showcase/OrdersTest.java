package io.freshet.showcase;

import static io.freshet.showcase.CardsTest.assertBad;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseBlock;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Orders, and what stores show of them. */
class OrdersTest extends ShowcaseTest {
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void anEmptyStoreShowsNothing() {
        JsonNode view = caller("ann").get(path("")).json();
        assertThat(view.get("id").stringValue()).isNotEmpty();
        assertThat(view.get("values").toString())
                .isEqualTo("{\"SLS_01_01\":0,\"SLS_02_01\":0,\"MNU_01_01\":{},\"MNU_02_01\":null}");
    }

    @Test
    void demoDataIsInStore9999Only() {
        assertThat(caller("ann").value(9999, "SLS_02_01").longValue()).isPositive();
        assertThat(caller("ann").value(9998, "SLS_02_01").longValue()).isZero();
    }

    @Test
    void ordersAddUp() {
        Caller ann = caller("ann");
        ann.order(store, "americano", 4500, 2);
        ann.order(store, "latte", 5000, 1);
        ann.order(store, "latte", 5000, 3);
        assertThat(ann.get(path("")).json().get("values").toString())
                .isEqualTo("{\"SLS_01_01\":29000,\"SLS_02_01\":3,"
                        + "\"MNU_01_01\":{\"latte\":4,\"americano\":2},\"MNU_02_01\":\"latte\"}");
    }

    @Test
    void ofEquallyGoodSellersTheFirstByNameIsTheBest() {
        Caller ann = caller("ann");
        ann.order(store, "tea", 100, 2);
        ann.order(store, "bagel", 100, 2);
        assertThat(ann.value(store, "MNU_02_01").stringValue()).isEqualTo("bagel");
    }

    @Test
    void theLargestOrdersAddUpExactly() {
        Caller ann = caller("ann");
        String menu = "🧊".repeat(100);
        IntStream.range(0, 50).forEach(i -> ann.order(store, menu, 100_000_000, 1000));
        ann.order(store, menu, 0, 1);
        assertThat(ann.value(store, "SLS_01_01").longValue()).isEqualTo(5_000_000_000_000L);
        assertThat(ann.value(store, "MNU_02_01").stringValue()).isEqualTo(menu);
    }

    @Test
    void aStreamThatIsOpenedAfterTheAnswerBeginsBehindTheOrder() throws IOException {
        Caller ann = caller("ann");
        ann.choose(store, "S", 1, "SLS_02_01");
        ann.order(store, "americano", 4500, 2);
        try (RawSseClient stream = ann.stream(store, "?subscriber=S").open()) {
            stream.event("connect");
            ann.order(store, "americano", 4500, 2);
            assertThat(JSON.readTree(stream.event().data()).get("value").longValue())
                    .isEqualTo(2);
        }
    }

    @Test
    void anOrderSendsEachChosenCardOneEventAndOthersNone() throws IOException {
        Caller ann = caller("ann");
        ann.choose(store, "S", 1, "SLS_01_01", "MNU_02_01");
        try (RawSseClient stream = ann.stream(store, "?subscriber=S").open()) {
            stream.event("connect");
            ann.order(store, "americano", 4500, 2);
            SseBlock one = stream.event();
            SseBlock other = stream.event();
            assertThat(new String[] {one.name(), other.name()}).containsExactlyInAnyOrder("SLS_01_01", "MNU_02_01");
            JsonNode sales = JSON.readTree((one.name().equals("SLS_01_01") ? one : other).data());
            assertThat(sales.get("storeId").longValue()).isEqualTo(store);
            assertThat(sales.get("value").longValue()).isEqualTo(9000);
            JsonNode best = JSON.readTree((one.name().equals("SLS_01_01") ? other : one).data());
            assertThat(best.get("value").stringValue()).isEqualTo("americano");
        }
    }

    @Test
    void ordersThatComeAllAtOnceAreNeverMergedAndEndWithTheTruth() throws IOException {
        Caller ann = caller("ann");
        int orders = 60;
        ann.choose(store, "S", 1, "SLS_01_01", "SLS_02_01", "MNU_01_01", "MNU_02_01");
        try (RawSseClient stream = ann.stream(store, "?subscriber=S").open()) {
            stream.event("connect");
            // More of them at a time than the database has connections.
            ExecutorService guests = Executors.newFixedThreadPool(orders);
            IntStream.range(0, orders).forEach(i -> guests.submit(() -> ann.order(store, "menu " + i % 3, 1000, 1)));
            guests.shutdown();
            int[] counts = new int[Card.values().length];
            long[] versions = new long[counts.length];
            String[] values = new String[counts.length];
            for (int i = 0; i < orders * counts.length; i++) {
                SseBlock event = stream.event();
                int card = Card.valueOf(event.name()).ordinal();
                JsonNode data = JSON.readTree(event.data());
                counts[card]++;
                assertThat(data.get("version").longValue()).isGreaterThanOrEqualTo(versions[card]);
                versions[card] = data.get("version").longValue();
                values[card] = data.get("value").toString();
            }
            assertThat(counts).containsOnly(orders);
            for (Card card : Card.values()) {
                assertThat(values[card.ordinal()])
                        .isEqualTo(ann.value(store, card.name()).toString());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {"menu":"a","price":-1,"quantity":1}          | price -1            | a whole number from 0 to 100000000
            {"menu":"a","price":100000001,"quantity":1}   | price 100000001     | a whole number from 0 to 100000000
            {"menu":"a","price":1.5,"quantity":1}         | price 1.5           | a whole number from 0 to 100000000
            {"menu":"a","price":"1","quantity":1}         | price '1'           | a whole number from 0 to 100000000
            {"menu":"a","price":null,"quantity":1}        | price null          | a whole number from 0 to 100000000
            {"menu":"a","price":true,"quantity":1}        | price true          | a whole number from 0 to 100000000
            {"menu":"a","quantity":1}                     | price (missing)     | a whole number from 0 to 100000000
            {"menu":"a","price":99999999999999999999,"quantity":1} | price 99999999999999999999 | from 0 to 100000000
            {"menu":"a","price":1,"quantity":0}           | quantity 0          | a whole number from 1 to 1000
            {"menu":"a","price":1,"quantity":1001}        | quantity 1001       | a whole number from 1 to 1000
            {"menu":"a","price":1,"quantity":[1]}         | quantity [1]        | a whole number from 1 to 1000
            {"menu":"a","price":1}                        | quantity (missing)  | a whole number from 1 to 1000
            {"menu":"","price":1,"quantity":1}            | menu ''             | 1 to 100 characters
            {"menu":7,"price":1,"quantity":1}             | menu 7              | 1 to 100 characters
            {"price":1,"quantity":1}                      | menu (missing)      | 1 to 100 characters
            {"menu":"a\\u0000b","price":1,"quantity":1}   | menu 'a             | without control characters
            {"menu":"a\\nb","price":1,"quantity":1}       | menu 'a             | without control characters
            {"menu":"\\ud800","price":1,"quantity":1}     | menu '              | without control characters
            {"menu":"a","price":1,"quantity":1            | not JSON            | line 1
            {"menu":"a" "price":1}                        | not JSON            | line 1, column
            [1,2]                                         | order [1,2]         | {"menu":"americano"
            "americano"                                   | order 'americano'   | {"menu":"americano"
            """)
    void aBadOrderIsToldWhatIsWrongAndWhatIsAllowed(String body, String wrong, String allowed) {
        Caller.Answer answer = caller("ann").post(path("/orders"), body);
        assertBad(answer, wrong, allowed);
        assertThat(caller("ann").value(store, "SLS_02_01").longValue()).isZero();
    }

    @Test
    void anOrderOfOneMillionCharactersIsRefused() {
        String menu = "x".repeat(1_000_000);
        Caller.Answer answer =
                caller("ann").post(path("/orders"), "{\"menu\":\"" + menu + "\",\"price\":1,\"quantity\":1}");
        assertBad(answer, "more than 16384 bytes", "not allowed");
        assertBad(
                caller("ann")
                        .post(path("/orders"), "{\"menu\":\"" + "x".repeat(101) + "\",\"price\":1,\"quantity\":1}"),
                "(101 characters)",
                "1 to 100 characters");
    }

    @Test
    void whatNobodyAskedForIsPassedOver() {
        assertThat(caller("ann")
                        .post(path("/orders"), "{\"menu\":\"a\",\"price\":1,\"quantity\":1,\"table\":5}")
                        .status())
                .isEqualTo(201);
    }
}
