package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseBlock;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The specification's section "Active Subscriptions", and what it leaves open. */
class ActiveSubscriptionsSectionTest {
    private static final String ROOT = "/.well-known/mercure/subscriptions";
    private static final String TEMPLATE = "https://example.com/{selector}";
    private static final String ENCODED = "https%3A%2F%2Fexample.com%2F%7Bselector%7D";
    private static final String WATCHER =
            TestTokens.subscribing(ROOT + "{/topic}{/subscriber}").signed();

    private final MercureServer server = new MercureServer(it -> it.subscriptions(true));

    @AfterEach
    void stop() {
        server.close();
    }

    /** A stream of all announcements about a topic, which is given percent-encoded. */
    private RawSseClient watching(String topic) throws Exception {
        return server.subscribedWith(WATCHER, ROOT + "/" + topic + "/{subscriber}");
    }

    private static Map<String, Object> document(SseBlock event) {
        return MercureServer.json(event.data());
    }

    private HttpResponse<String> get(String path, String token) {
        HttpRequest.Builder request = server.get(path);
        return server.send(token.isEmpty() ? request : request.header("Authorization", "Bearer " + token));
    }

    private Map<String, Object> listed(String path) {
        HttpResponse<String> answer = get(path, WATCHER);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return MercureServer.json(answer);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> subscriptions(Map<String, Object> collection) {
        return (List<Map<String, Object>>) collection.get("subscriptions");
    }

    @Nested
    class Events {
        @Test
        void anUpdateIsPublishedEveryTimeASubscriptionIsCreatedOrTerminated() throws Exception {
            try (RawSseClient watcher = watching("a")) {
                RawSseClient stream = server.subscribed("a");
                Map<String, Object> created = document(watcher.event());
                assertThat(created).containsEntry("active", true).containsEntry("topic", "a");
                stream.close();
                Map<String, Object> terminated = document(watcher.event());
                assertThat(terminated)
                        .containsEntry("active", false)
                        .containsEntry("id", created.get("id"))
                        .containsEntry("subscriber", created.get("subscriber"));
            }
        }

        @Test
        void theContentIsTheJsonLdDocumentOfTheSpecification() throws Exception {
            String token =
                    TestTokens.subscribing("x").payload(Map.of("foo", "bar")).signed();
            try (RawSseClient watcher = watching(ENCODED);
                    RawSseClient stream = server.subscribedWith(token, TEMPLATE)) {
                SseBlock event = watcher.event();
                assertThat(event.name()).isEqualTo("message");
                Map<String, Object> document = document(event);
                String subscriber = (String) document.get("subscriber");
                assertThat(subscriber)
                        .matches("urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
                assertThat(document)
                        .containsOnly(
                                Map.entry("@context", "https://mercure.rocks/"),
                                Map.entry("id", ROOT + "/" + ENCODED + "/" + subscriber.replace(":", "%3A")),
                                Map.entry("type", "Subscription"),
                                Map.entry("topic", TEMPLATE),
                                Map.entry("subscriber", subscriber),
                                Map.entry("active", true),
                                Map.entry("payload", Map.of("foo", "bar")));
                assertThat(stream.head().status()).isEqualTo(200);
            }
        }

        @Test
        void theTopicOfTheUpdateIsTheIdOfItsDocument() throws Exception {
            try (RawSseClient watcher = watching(ENCODED)) {
                RawSseClient stream = server.subscribed(TEMPLATE);
                String id = (String) document(watcher.event()).get("id");
                try (RawSseClient exact = server.subscribedWith(WATCHER, id)) {
                    stream.close();
                    assertThat(document(exact.event())).containsEntry("id", id).containsEntry("active", false);
                }
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"*", "책 a+b", "a/b?c=d&e#f", "(!'*)", "%7Bx%7D", "{+all}"})
        void theVariablesAreExpandedAsRfc6570Has(String topic) throws Exception {
            String expanded = Octets.expanded(topic);
            try (RawSseClient watcher = watching(expanded);
                    RawSseClient stream = server.subscribed(topic)) {
                assertThat(document(watcher.event()))
                        .containsEntry("topic", topic)
                        .satisfies(
                                it -> assertThat((String) it.get("id")).startsWith(ROOT + "/" + expanded + "/urn%3A"));
                assertThat(subscriptions(listed(ROOT + "/" + expanded)))
                        .extracting(it -> it.get("topic"))
                        .containsExactly(topic);
                assertThat(stream.head().status()).isEqualTo(200);
            }
        }

        @Test
        void ifASubscriberHasSeveralSubscriptionsItIsIdentifiedByTheSameIdentifier() throws Exception {
            try (RawSseClient watcher = watching("{topic}");
                    RawSseClient stream = server.subscribed("one", "two", "three")) {
                List<Map<String, Object>> documents = new ArrayList<>();
                // The watcher's own subscription is announced, too.
                while (documents.size() < 3) {
                    Map<String, Object> document = document(watcher.event());
                    if (!((String) document.get("topic")).startsWith(ROOT)) {
                        documents.add(document);
                    }
                }
                assertThat(documents)
                        .extracting(it -> it.get("topic"))
                        .containsExactlyInAnyOrder("one", "two", "three");
                assertThat(documents)
                        .extracting(it -> it.get("subscriber"))
                        .containsOnly(documents.get(0).get("subscriber"));
                assertThat(stream.head().status()).isEqualTo(200);
            }
        }

        @Test
        void theUpdateIsPrivate() throws Exception {
            String selector = ROOT + "/{topic}/{subscriber}";
            try (RawSseClient anonymous = server.subscribed(selector, "behind it");
                    RawSseClient watcher = watching("a");
                    RawSseClient stream = server.subscribed("a")) {
                assertThat(document(watcher.event())).containsEntry("topic", "a");
                server.published("topic", "behind it", "data", "behind it");
                assertThat(anonymous.event().data()).isEqualTo("behind it");
                assertThat(stream.head().status()).isEqualTo(200);
            }
        }

        @Test
        void whoWasRefusedIsNotAnnounced() throws Exception {
            try (RawSseClient watcher = watching("a")) {
                String forged = WATCHER.substring(0, WATCHER.length() - 4);
                assertThat(get(MercureServer.topics("a"), forged).statusCode()).isEqualTo(401);
                assertThat(server.send(server.get(MercureServer.topics("a"))
                                        .method("HEAD", HttpRequest.BodyPublishers.noBody()))
                                .statusCode())
                        .isEqualTo(200);
                try (RawSseClient stream = server.subscribedWith(
                        TestTokens.subscribing().payload("the first").signed(), "a")) {
                    assertThat(document(watcher.event())).containsEntry("payload", "the first");
                    assertThat(stream.head().status()).isEqualTo(200);
                }
            }
        }

        @Test
        void aPageThatIsRefreshedHasNotBeenAway() throws Exception {
            String kim = TestTokens.subscribing().subject("kim").signed();
            String path = MercureServer.path("topic", "a", "subscriber", "tab", "authorization", kim);
            try (MercureServer patient = new MercureServer(Duration.ofMinutes(1));
                    RawSseClient watcher = patient.subscribedWith(WATCHER, ROOT + "/{topic}/{subscriber}")) {
                watcher.event(); // the watcher's own
                RawSseClient before = RawSseClient.to(patient.port(), path).open();
                before.event("connect");
                assertThat(document(watcher.event())).containsEntry("topic", "a");
                before.close();
                try (RawSseClient after = RawSseClient.to(patient.port(), path).open();
                        RawSseClient other = patient.subscribed("b")) {
                    after.event("connect");
                    assertThat(document(watcher.event())).containsEntry("topic", "b");
                    assertThat(other.head().status()).isEqualTo(200);
                }
            }
        }

        @Test
        void aPageThatDoesNotComeBackIsAnnouncedToHaveGoneAMomentLater() throws Exception {
            String kim = TestTokens.subscribing().subject("kim").signed();
            String path = MercureServer.path("topic", "a", "subscriber", "tab", "authorization", kim);
            try (RawSseClient watcher = watching("a")) {
                RawSseClient page = RawSseClient.to(server.port(), path).open();
                Map<String, Object> created = document(watcher.event());
                page.close();
                assertThat(document(watcher.event()))
                        .containsEntry("active", false)
                        .containsEntry("id", created.get("id"));
            }
        }

        @Test
        void whatCannotBeAnnouncedIsToldOfEachTime() throws Exception {
            String kim = TestTokens.subscribing().subject("kim").signed();
            String path = MercureServer.path("topic", "a", "subscriber", "tab", "authorization", kim);
            try (CapturedWarnings log = new CapturedWarnings(ActiveSubscriptions.class);
                    MercureServer narrow =
                            new MercureServer(it -> it.subscriptions(true), it -> it.maxEventBytes(10))) {
                RawSseClient page = RawSseClient.to(narrow.port(), path).open();
                assertThat(log.next()).as("as it begins").contains("could not be announced");
                page.close();
                assertThat(log.next()).as("as it ends").contains("could not be announced");
            }
        }

        @Test
        void twoSubscribersOfOneNameAreTwoIfTheirOwnersAre() throws Exception {
            try (RawSseClient watcher = watching("a")) {
                List<Object> names = new ArrayList<>();
                for (String owner : List.of("kim", "lee")) {
                    String token = TestTokens.subscribing().subject(owner).signed();
                    String path = MercureServer.path("topic", "a", "subscriber", "tab", "authorization", token);
                    RawSseClient.to(server.port(), path).open();
                    names.add(document(watcher.event()).get("subscriber"));
                }
                assertThat(names).doesNotHaveDuplicates();
                assertThat(names.toString()).doesNotContain("tab");
            }
        }

        @Test
        void aChangeOfWhatIsSelectedTerminatesAndCreates() throws Exception {
            String kim = TestTokens.subscribing().subject("kim").signed();
            String path = MercureServer.path("topic", "a", "topic", "b", "subscriber", "tab", "authorization", kim);
            try (RawSseClient watcher = watching("{topic}");
                    RawSseClient stream = RawSseClient.to(server.port(), path).open()) {
                stream.event("connect");
                for (int i = 0; i < 3; i++) {
                    watcher.event(); // the watcher's own, a and b
                }
                HttpRequest.Builder put = server.get(MercureEndpoint.PATH + "/subscription?subscriber=tab&revision=1")
                        .header("Authorization", "Bearer " + kim)
                        .PUT(HttpRequest.BodyPublishers.ofString("[\"b\",\"c\"]"));
                assertThat(server.send(put).statusCode()).isEqualTo(204);
                assertThat(document(watcher.event()))
                        .containsEntry("topic", "a")
                        .containsEntry("active", false);
                assertThat(document(watcher.event()))
                        .containsEntry("topic", "c")
                        .containsEntry("active", true);
            }
        }

        @Test
        void aSelectorThatIsTooLongToBeAnnouncedIsRefused() {
            HttpResponse<String> answer = server.send(server.get(MercureServer.topics("책".repeat(300))));
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("2700 characters when it is percent-encoded, and at most 1900");
        }
    }

    @Nested
    class Api {
        @Test
        void theCollectionHasAllSubscriptions() throws Exception {
            try (RawSseClient one = server.subscribed("a", TEMPLATE);
                    RawSseClient two = server.subscribed("a")) {
                Map<String, Object> collection = listed(ROOT);
                assertThat(collection)
                        .containsEntry("@context", "https://mercure.rocks/")
                        .containsEntry("id", ROOT)
                        .containsEntry("type", "Subscriptions");
                assertThat(subscriptions(collection))
                        .extracting(it -> it.get("topic"))
                        .containsExactlyInAnyOrder("a", TEMPLATE, "a");
                assertThat(subscriptions(collection)).allSatisfy(it -> assertThat(it)
                        .containsEntry("type", "Subscription")
                        .containsEntry("active", true)
                        .doesNotContainKey("@context"));
                assertThat(one.head().status()).isEqualTo(two.head().status());
            }
        }

        @Test
        void theCollectionOfATopicSelectorHasItsSubscriptions() throws Exception {
            try (RawSseClient one = server.subscribed("a", TEMPLATE);
                    RawSseClient two = server.subscribed("a")) {
                String path = ROOT + "/" + ENCODED;
                assertThat(listed(path)).containsEntry("id", path);
                assertThat(subscriptions(listed(path)))
                        .extracting(it -> it.get("topic"))
                        .containsExactly(TEMPLATE);
                assertThat(subscriptions(listed(ROOT + "/a"))).hasSize(2);
                assertThat(subscriptions(listed(ROOT + "/nobodys"))).isEmpty();
                assertThat(one.head().status()).isEqualTo(two.head().status());
            }
        }

        @Test
        void aSubscriptionIsTheSameDocumentAsInItsEvent() throws Exception {
            try (RawSseClient watcher = watching(ENCODED);
                    RawSseClient stream = server.subscribed(TEMPLATE)) {
                Map<String, Object> announced = document(watcher.event());
                Map<String, Object> document = listed((String) announced.get("id"));
                assertThat(document.remove("lastEventID"))
                        .isEqualTo(server.hub.position().toString());
                assertThat(document).isEqualTo(announced);
                stream.close();
                watcher.event();
                assertThat(get((String) announced.get("id"), WATCHER).statusCode())
                        .isEqualTo(404);
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    ROOT + "/a/urn%3Auuid%3A1e0cba4c-4bcd-44f0-ae8a-7b76f7ef1280",
                    ROOT + "/a/b/c",
                    ROOT + "/",
                    ROOT + "//b",
                    ROOT + "/%ff",
                })
        void whatDoesNotExistIsNotFound(String path) {
            assertThat(get(path, TestTokens.subscribing("*").signed()).statusCode())
                    .isEqualTo(404);
        }

        @Test
        void theContentTypeIsJsonLd() {
            assertThat(get(ROOT, WATCHER).headers().firstValue("Content-Type")).contains("application/ld+json");
        }

        @Test
        void clientsMustBeAuthorizedForTheUrl() {
            assertThat(get(ROOT, "").statusCode()).isEqualTo(401);
            assertThat(get(ROOT, "nonsense").statusCode()).isEqualTo(401);
            assertThat(get(ROOT, MercureServer.PUBLISHER).statusCode()).isEqualTo(403);
            assertThat(get(ROOT, TestTokens.subscribing("a").signed()).statusCode())
                    .isEqualTo(403);
            String forOneTopic =
                    TestTokens.subscribing(ROOT + "/a{/subscriber}").signed();
            assertThat(get(ROOT, forOneTopic).statusCode()).isEqualTo(403);
            assertThat(get(ROOT + "/b", forOneTopic).statusCode()).isEqualTo(403);
            assertThat(get(ROOT + "/a", forOneTopic).statusCode()).isEqualTo(200);
        }

        @Test
        void theLastEventIdIsEarliestIfNoEventHasBeenDispatched() {
            assertThat(listed(ROOT)).containsEntry("lastEventID", "earliest");
        }

        @Test
        void nothingIsMissedBetweenTheListAndTheStreamThatBeginsAtItsLastEventId() throws Exception {
            try (RawSseClient earlier = server.subscribed("a")) {
                String lastEventId = (String) listed(ROOT + "/a").get("lastEventID");
                try (RawSseClient between = server.subscribed("a")) {
                    String path = MercureServer.path("topic", ROOT + "/a/{subscriber}", "lastEventID", lastEventId);
                    try (RawSseClient watcher = RawSseClient.to(server.port(), path)
                            .header("Authorization", "Bearer " + WATCHER)
                            .open()) {
                        assertThat(document(watcher.event())).containsEntry("active", true);
                        assertThat(between.head().status())
                                .isEqualTo(earlier.head().status());
                    }
                }
            }
        }

        @Test
        void aResponseFromACacheCanBeValidated() throws Exception {
            HttpResponse<String> first = get(ROOT, WATCHER);
            String tag = first.headers().firstValue("ETag").orElseThrow();
            assertThat(first.headers().firstValue("Cache-Control").orElseThrow())
                    .contains("must-revalidate");
            HttpRequest.Builder again = server.get(ROOT)
                    .header("Authorization", "Bearer " + WATCHER)
                    .header("If-None-Match", tag);
            assertThat(server.send(again).statusCode()).isEqualTo(304);
            try (RawSseClient stream = server.subscribed("a")) {
                assertThat(stream.head().status()).isEqualTo(200);
                assertThat(server.send(again).statusCode()).isEqualTo(200);
            }
        }

        @Test
        void withoutTheFeatureThereIsNoSuchUrlAndNoEvent() throws Exception {
            try (MercureServer without = new MercureServer();
                    RawSseClient stream = without.subscribed("a")) {
                HttpRequest.Builder list = without.get(ROOT).header("Authorization", "Bearer " + WATCHER);
                assertThat(without.send(list).statusCode()).isEqualTo(404);
                assertThat(without.hub.position().sequence()).isZero();
                assertThat(stream.head().status()).isEqualTo(200);
            }
        }
    }
}
