package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RawSseClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The specification's section "Topic Selectors", over sockets. {@link UriTemplateTest} has the templates of RFC 6570. */
class TopicSelectorsSectionTest {
    private static MercureServer server;

    @BeforeAll
    static void start() {
        server = new MercureServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Whoever has the selector gets an event with the topic; the one behind it shows that nothing was still to come. */
    private static boolean selects(String selector, String topic) throws Exception {
        try (RawSseClient stream = server.subscribed(selector, "behind it")) {
            server.published("topic", topic, "data", "it");
            server.published("topic", "behind it", "data", "behind it");
            return stream.event().data().equals("it");
        }
    }

    @ParameterizedTest
    @CsvSource({"anything", "https://example.com/books/1", "/relative", "a b", "{", "책"})
    void ifTheSelectorIsTheAsteriskTheStringMatches(String topic) throws Exception {
        assertThat(selects("*", topic)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "bar",
        "https://example.com/foo",
        "https://example.com/bar/{id}",
        "not {a valid template",
        "urn:uuid:5e94c686-2c0b-4f9b-958c-92ccc3bbb4eb",
        "책",
        "a+b c%20d"
    })
    void ifTheSelectorAndTheStringAreExactlyTheSameTheStringMatches(String text) throws Exception {
        assertThat(selects(text, text)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.com/books/{id}, https://example.com/books/1",
        "https://example.com{/path*}, https://example.com/a/b/c",
        "https://example.com/users/foo/{?topic}, https://example.com/users/foo/?topic=https%3A%2F%2Fexample.com%2Fbooks%2F1",
        "{+all}, https://example.com/anything?at=all#whatever",
        "https://example.com/책/{id}, https://example.com/책/1",
        "https://example.com/책/{id}, https://example.com/%EC%B1%85/1"
    })
    void ifTheSelectorIsAValidTemplateThatTheStringMatchesTheStringMatches(String selector, String topic)
            throws Exception {
        assertThat(selects(selector, topic)).isTrue();
    }

    /** Each costs every update something, and strangers choose them. */
    @Test
    void ofTheSelectorsOfASubscriberAFewMayBeTemplates() throws Exception {
        String[] most = new String[33];
        for (int i = 0; i < 32; i++) {
            most[i] = "few/" + i + "/{id}";
        }
        most[32] = "*";
        try (RawSseClient stream = server.subscribed(most)) {
            server.published("topic", "few/31/a", "data", "it");
            assertThat(stream.event().data()).isEqualTo("it");
        }
        most[32] = "few/32/{id}";
        try (RawSseClient stream = server.subscribed(most)) {
            assertThat(stream.head().status()).isEqualTo(400);
            assertThat(stream.text()).contains("33 URI templates are not allowed: at most 32");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.com/books/{id}, https://example.com/books/1/reviews",
        "https://example.com/books/{id}, https://example.com/authors/1",
        "bar, bars",
        "bar, Bar",
        "https://example.com/books/*, https://example.com/books/1",
        "**, a",
        "https://example.com/**, https://example.com/a",
        "not {a valid template, not a valid template",
        "{=reserved}, reserved"
    })
    void otherwiseTheStringDoesNotMatch(String selector, String topic) throws Exception {
        assertThat(selects(selector, topic)).isFalse();
    }

    /** The hub's own patterns of segments are no topics: the one departure from "any string". */
    @Test
    void aTopicWithASegmentThatIsAnAsteriskIsRefused() {
        assertThat(server.publish(MercureServer.PUBLISHER, "topic", "https://example.com/*"))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(400))
                .satisfies(answer -> assertThat(answer.body()).contains("a segment * or ** makes it a pattern"));
    }
}
