package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.PlainJWT;
import io.freshet.testkit.RawSseClient;
import java.lang.management.ManagementFactory;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests that are refused, many times over: nothing is lost for others, and afterwards the memory is back. */
class RefusedRequestsTest {
    private static final int TIMES = 250;
    private static final long TOLERANCE = 4 << 20;
    private static final Set<Refused> LARGE =
            EnumSet.of(Refused.TEN_THOUSAND_TOPICS, Refused.A_MEGABYTE_OF_PAIRS, Refused.MORE_THAN_A_MEGABYTE);

    private static MercureServer server;

    @BeforeAll
    static void start() {
        server = new MercureServer(it -> it.subscriptions(true));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** What is refused, and with which status. */
    enum Refused {
        NO_TOKEN(401, publishing("", "topic=a")),
        EXPIRED(
                401,
                publishing(TestTokens.publishing("*").expires(Instant.EPOCH).signed(), "topic=a")),
        NOT_YET_VALID(
                401,
                publishing(
                        TestTokens.publishing("*")
                                .notBefore(Instant.parse("2100-01-01T00:00:00Z"))
                                .signed(),
                        "topic=a")),
        WRONG_ALGORITHM(401, publishing(signedWith(JWSAlgorithm.HS512, "x".repeat(64)), "topic=a")),
        WRONG_KEY(401, publishing(signedWith(JWSAlgorithm.HS256, "x".repeat(64)), "topic=a")),
        ALGORITHM_NONE(401, publishing(new PlainJWT(TestTokens.publishing("*").claims()).serialize(), "topic=a")),
        NO_TOKEN_AT_ALL(401, publishing("x".repeat(8000), "topic=a")),
        CLAIM_OF_ANOTHER_SHAPE(
                401, publishing(new TestTokens().with("publish", "*").signed(), "topic=a")),
        WRONG_CLAIM(403, publishing(TestTokens.subscribing("*").signed(), "topic=a")),
        TOPIC_NOT_GRANTED(403, publishing(TestTokens.publishing("b").signed(), "topic=b&topic=a")),
        THE_HUBS_OWN_TOPIC(403, publishing("topic=%2F.well-known%2Fmercure%2Fsubscriptions%2Fa%2Fb")),
        CR_IN_THE_ID(400, publishing("topic=a&id=x%0Dy")),
        LF_IN_THE_ID(400, publishing("topic=a&id=x%0Ay")),
        NUL_IN_THE_ID(400, publishing("topic=a&id=x%00y")),
        CR_IN_THE_TYPE(400, publishing("topic=a&type=x%0Dy")),
        LF_IN_THE_TYPE(400, publishing("topic=a&type=x%0Adata:%20forged")),
        NUL_IN_THE_TYPE(400, publishing("topic=a&type=x%00y")),
        A_TYPE_OF_FRESHETS_OWN(400, publishing("topic=a&type=close")),
        A_RETRY_THAT_IS_NO_NUMBER(400, publishing("topic=a&retry=soon")),
        NO_TOPIC(400, publishing("data=x")),
        TEN_THOUSAND_TOPICS(400, publishing("topic=https://example.com/a&".repeat(10_000))),
        A_MEGABYTE_OF_PAIRS(400, publishing("a=&".repeat(300_000))),
        A_BROKEN_ENCODING(400, publishing("topic=a&data=%zz")),
        MORE_THAN_A_MEGABYTE(413, publishing("topic=a&data=" + "x".repeat(1 << 20))),
        NO_FORM(415, server -> server.send(server.post("{}")
                        .setHeader("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + MercureServer.PUBLISHER))
                .statusCode()),
        FORGED_BY_ANOTHER_SITE(403, server -> server.send(server.post("topic=a")
                        .header("Cookie", "mercureAuthorization=" + MercureServer.PUBLISHER)
                        .header("Origin", "https://evil.example"))
                .statusCode()),
        A_STREAM_WITHOUT_A_TOPIC(
                400, server -> server.send(server.get(MercureServer.path())).statusCode()),
        A_STREAM_WITH_A_BAD_TOKEN(401, server -> server.send(
                        server.get(MercureServer.topics("a")).header("Authorization", "Bearer a.b.c"))
                .statusCode()),
        A_STREAM_OF_TOO_MANY_SELECTORS(400, server -> server.send(server.get(MercureServer.topics(many(1000))))
                .statusCode()),
        A_STREAM_OF_TOO_MANY_TEMPLATES(400, server -> server.send(server.get(MercureServer.topics(templates(33))))
                .statusCode()),
        A_STREAM_THAT_SAYS_IT_HAD_TOO_MANY_TEMPLATES(
                400, server -> server.send(server.get(MercureServer.topics("a") + "&subscriber=s&fingerprint=1-x&"
                                + MercureServer.form(IntStream.range(0, 33)
                                        .boxed()
                                        .flatMap(i -> Stream.of("selected", "a" + i + "{b}"))
                                        .toArray(String[]::new))))
                        .statusCode()),
        A_STREAM_OF_TOO_MANY_VARIABLES(400, server -> server.send(server.get(MercureServer.topics("{a}".repeat(11))))
                .statusCode()),
        SUBSCRIPTIONS_WITHOUT_THE_RIGHT(403, server -> server.send(server.get("/.well-known/mercure/subscriptions")
                        .header("Authorization", "Bearer " + MercureServer.PUBLISHER))
                .statusCode()),
        A_CHANGE_OF_NOBODY(
                404, server -> server.send(server.get("/.well-known/mercure/subscription?subscriber=a&revision=1")
                                .PUT(HttpRequest.BodyPublishers.ofString("[\"a\"]")))
                        .statusCode()),
        A_CHANGE_TO_TOO_MANY_TEMPLATES(400, server -> server.send(server.get(
                                "/.well-known/mercure/subscription?subscriber=a&revision=1")
                        .PUT(HttpRequest.BodyPublishers.ofString("[\"" + String.join("\",\"", templates(33)) + "\"]")))
                .statusCode()),
        A_CHANGE_THAT_IS_TOO_LARGE(
                413, server -> server.send(server.get("/.well-known/mercure/subscription?subscriber=a&revision=1")
                                .PUT(HttpRequest.BodyPublishers.ofString("[\"" + "a".repeat(100_000) + "\"]")))
                        .statusCode());

        private final int status;
        private final Function<MercureServer, Integer> request;

        Refused(int status, Function<MercureServer, Integer> request) {
            this.status = status;
            this.request = request;
        }

        private static String[] templates(int count) {
            return IntStream.range(0, count).mapToObj(i -> "a" + i + "{b}").toArray(String[]::new);
        }

        private static String[] many(int count) {
            return IntStream.range(0, count).mapToObj(i -> "t" + i).toArray(String[]::new);
        }

        private static String signedWith(JWSAlgorithm algorithm, String secret) {
            try {
                return TestTokens.publishing("*").signed(algorithm, new MACSigner(secret));
            } catch (JOSEException failure) {
                throw new IllegalStateException(failure);
            }
        }

        private static Function<MercureServer, Integer> publishing(String form) {
            return publishing(MercureServer.PUBLISHER, form);
        }

        private static Function<MercureServer, Integer> publishing(String token, String form) {
            return server -> {
                HttpRequest.Builder request = server.post(form);
                return server.send(token.isEmpty() ? request : request.header("Authorization", "Bearer " + token))
                        .statusCode();
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLostForTheOthersAndTheMemoryIsBack(Refused refused) throws Exception {
        int times = LARGE.contains(refused) ? TIMES / 10 : TIMES;
        try (RawSseClient healthy = server.subscribed("healthy")) {
            refuse(refused, times / 5, healthy);
            long before = used();
            refuse(refused, times, healthy);
            Waiting.until("the memory is back", () -> used() - before < TOLERANCE);
            Waiting.until("nobody is left but who was there before", () -> server.hub.subscriberCount() == 1);
        }
    }

    private static void refuse(Refused refused, int times, RawSseClient healthy) throws Exception {
        for (int i = 0; i < times; i++) {
            assertThat(refused.request.apply(server)).isEqualTo(refused.status);
            if (i % 10 == 0) {
                server.published("topic", "healthy", "data", "" + i);
                assertThat(healthy.event().data()).isEqualTo("" + i);
            }
        }
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
