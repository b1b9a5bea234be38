package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.freshet.testkit.RawSseClient;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys that a URL lists, with a server that lists them. */
class RemoteKeysTest {
    private static RSAKey first;
    private static RSAKey second;
    private static ECKey curve;

    private KeySetServer listing;
    private Instant now = Instant.parse("2026-01-01T12:00:00Z");

    @BeforeAll
    static void makeKeys() throws Exception {
        first = new RSAKeyGenerator(2048).keyID("first").generate();
        second = new RSAKeyGenerator(2048).keyID("second").generate();
        curve = new ECKeyGenerator(Curve.P_256).keyID("curve").generate();
    }

    @BeforeEach
    void start() throws Exception {
        listing = new KeySetServer();
    }

    @AfterEach
    void stop() {
        listing.close();
    }

    private Tokens tokens(String... algorithms) {
        Set<JWSAlgorithm> allowed = new HashSet<>();
        for (String algorithm : algorithms) {
            allowed.add(JWSAlgorithm.parse(algorithm));
        }
        return new Tokens(new RemoteKeys(listing.url(), allowed, () -> now), () -> now);
    }

    private static String signedBy(RSAKey key) throws Exception {
        return TestTokens.publishing("a")
                .signed(
                        new JWSHeader.Builder(JWSAlgorithm.RS256)
                                .keyID(key.getKeyID())
                                .build(),
                        new RSASSASigner(key));
    }

    private static Caller caller(Tokens tokens, String token) throws Exception {
        return tokens.callerWith(token).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static int status(Caller caller) {
        return caller instanceof Caller.Refused refused ? refused.status() : 200;
    }

    @Test
    void theKeyThatATokenNamesVerifiesIt() throws Exception {
        listing.list(first, second, curve);
        Tokens tokens = tokens("RS256", "ES256");
        assertThat(status(caller(tokens, signedBy(first)))).isEqualTo(200);
        assertThat(status(caller(tokens, signedBy(second)))).isEqualTo(200);
        String onCurve = TestTokens.publishing("a")
                .signed(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("curve").build(), new ECDSASigner(curve));
        assertThat(status(caller(tokens, onCurve))).isEqualTo(200);
        assertThat(listing.asked()).isEqualTo(1);
    }

    @Test
    void aTokenThatNamesNoKeyIsTriedWithAll() throws Exception {
        listing.list(first, second);
        String token = TestTokens.publishing("a").signed(JWSAlgorithm.RS256, new RSASSASigner(second));
        assertThat(status(caller(tokens("RS256"), token))).isEqualTo(200);
    }

    @Test
    void onlyTheAlgorithmsThatWereConfiguredCount() throws Exception {
        listing.list(first, curve);
        String token = TestTokens.publishing("a").signed(JWSAlgorithm.RS512, new RSASSASigner(first));
        assertThat(status(caller(tokens("RS256", "ES256"), token))).isEqualTo(401);
        assertThat(listing.asked())
                .as("nobody is asked for what will not count")
                .isZero();
        assertThatThrownBy(() -> TokenKeys.keySet(listing.url(), Set.of("HS256")))
                .hasMessageContaining("'HS256' is not allowed here");
        assertThatThrownBy(() -> TokenKeys.keySet(listing.url(), Set.of())).hasMessageContaining("name those");
        assertThatThrownBy(() -> TokenKeys.keySet(URI.create("file:/keys"), Set.of("RS256")))
                .hasMessageContaining("a URL of http or https");
    }

    /** A secret that is listed is nobody's secret, and a key for encryption signs nothing. */
    @Test
    void whatIsNoPublicKeyForSignaturesIsLeftOut() throws Exception {
        byte[] secret = "x".repeat(32).getBytes(StandardCharsets.UTF_8);
        RSAKey forEncryption =
                new RSAKey.Builder(second).keyUse(KeyUse.ENCRYPTION).build();
        listing.list("{\"keys\":["
                + new OctetSequenceKey.Builder(secret).keyID("secret").build() + "," + forEncryption.toPublicJWK()
                + "]}");
        Tokens tokens = tokens("RS256");
        assertThat(status(caller(tokens, signedBy(second)))).isEqualTo(401);
        String forged = TestTokens.publishing("a")
                .signed(
                        new JWSHeader.Builder(JWSAlgorithm.HS256)
                                .keyID("secret")
                                .build(),
                        new MACSigner(secret));
        assertThat(status(caller(tokens, forged))).isEqualTo(401);
    }

    @Test
    void aKeyThatIsNotKnownIsLookedForButNotForEachToken() throws Exception {
        listing.list(first);
        Tokens tokens = tokens("RS256");
        assertThat(status(caller(tokens, signedBy(first)))).isEqualTo(200);
        listing.list(first, second);
        for (int i = 0; i < 10; i++) {
            assertThat(status(caller(tokens, signedBy(second)))).isEqualTo(401);
        }
        assertThat(listing.asked()).isEqualTo(1);
        now = now.plus(RemoteKeys.SPACING);
        assertThat(status(caller(tokens, signedBy(second)))).isEqualTo(200);
        assertThat(listing.asked()).isEqualTo(2);
    }

    @Test
    void keysAreRenewedWhileTheOldOnesServe() throws Exception {
        listing.list(first);
        Tokens tokens = tokens("RS256");
        caller(tokens, signedBy(first));
        listing.shut();
        listing.list(second);
        now = now.plus(RemoteKeys.FRESH);
        assertThat(tokens.callerWith(signedBy(first)).toCompletableFuture()).isDone();
        assertThat(status(caller(tokens, signedBy(first)))).isEqualTo(200);
        listing.open();
        assertThat(status(caller(tokens, signedBy(second)))).isEqualTo(200);
        assertThat(status(caller(tokens, signedBy(first)))).as("it was revoked").isEqualTo(401);
        assertThat(listing.asked()).isEqualTo(2);
    }

    @Test
    void oldKeysServeForAWhileIfNewerOnesCannotBeHad() throws Exception {
        listing.list(first);
        Tokens tokens = tokens("RS256");
        caller(tokens, signedBy(first));
        listing.fail();
        now = now.plus(RemoteKeys.USABLE).minusSeconds(1);
        assertThat(status(caller(tokens, signedBy(first)))).isEqualTo(200);
        now = now.plusSeconds(1).plus(RemoteKeys.SPACING);
        assertThat(status(caller(tokens, signedBy(first)))).isEqualTo(503);
    }

    @Test
    void whileNoKeysCanBeHadNobodyIsToldThatTheTokenIsBad() throws Exception {
        listing.fail();
        Tokens tokens = tokens("RS256");
        assertThat(status(caller(tokens, signedBy(first)))).isEqualTo(503);
        assertThat(status(caller(tokens, signedBy(first)))).isEqualTo(503);
        assertThat(listing.asked()).as("whoever lists keys is not stormed").isEqualTo(1);
        now = now.plus(RemoteKeys.SPACING);
        listing.list("no key set");
        assertThat(status(caller(tokens, signedBy(first)))).isEqualTo(503);
        now = now.plus(RemoteKeys.SPACING);
        listing.list(first);
        assertThat(status(caller(tokens, signedBy(first)))).isEqualTo(200);
    }

    @Test
    void anAnswerThatBeginsAndDoesNotEndIsNotWaitedForForEver() throws Exception {
        listing.list(first);
        listing.stall();
        Tokens tokens = tokens("RS256");
        assertThat(status(caller(tokens, signedBy(first)))).isEqualTo(503);
        listing.open();
        now = now.plus(RemoteKeys.SPACING);
        assertThat(status(caller(tokens, signedBy(first)))).isEqualTo(200);
    }

    @Test
    void manyWhoWaitForTheFirstKeysWaitForOneAnswer() throws Exception {
        listing.list(first);
        listing.shut();
        Tokens tokens = tokens("RS256");
        List<CompletableFuture<Caller>> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waiting.add(tokens.callerWith(signedBy(first)).toCompletableFuture());
        }
        listing.open();
        for (CompletableFuture<Caller> each : waiting) {
            assertThat(status(each.get(20, TimeUnit.SECONDS))).isEqualTo(200);
        }
        assertThat(listing.asked()).isEqualTo(1);
    }

    /** Both event loops have requests that wait for keys, and serve others meanwhile. */
    @Test
    void whoWaitsForKeysHoldsNobodyUp() throws Exception {
        listing.list(first);
        listing.shut();
        TokenKeys remote = TokenKeys.keySet(listing.url(), Set.of("RS256"));
        try (MercureServer server = new MercureServer(
                MercureSettings.of(MercureServer.KEYS).subscribers(remote).anonymous(true),
                it -> it,
                Duration.ofMillis(500),
                it -> it)) {
            List<RawSseClient> waiting = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                waiting.add(RawSseClient.to(server.port(), MercureServer.topics("a"))
                        .header("Authorization", "Bearer " + signedBy(first))
                        .send());
            }
            for (int i = 0; i < 10; i++) {
                try (RawSseClient anonymous = server.subscribed("b")) {
                    server.published("topic", "b", "data", "1");
                    assertThat(anonymous.event().data()).isEqualTo("1");
                }
            }
            listing.open();
            for (RawSseClient stream : waiting) {
                assertThat(stream.head().status()).isEqualTo(200);
            }
            server.published("topic", "a", "data", "2");
            for (RawSseClient stream : waiting) {
                assertThat(stream.event().data()).isEqualTo("2");
                stream.close();
            }
        }
    }
}
