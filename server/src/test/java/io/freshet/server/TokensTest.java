package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.PlainJWT;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid tokens are told from others. */
class TokensTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private static RSAKey rsa;

    @BeforeAll
    static void makeKey() throws Exception {
        rsa = new RSAKeyGenerator(2048).generate();
    }

    private static Caller callerWith(TokenKeys keys, String token) {
        return new Tokens(keys.source(), () -> NOW)
                .callerWith(token)
                .toCompletableFuture()
                .join();
    }

    private static Caller callerWith(String token) {
        return callerWith(MercureServer.KEYS, token);
    }

    private static Token valid(Caller caller) {
        assertThat(caller).isInstanceOf(Caller.Known.class);
        return ((Caller.Known) caller).token();
    }

    private static void refused(Caller caller, String why) {
        assertThat(caller).isInstanceOfSatisfying(Caller.Refused.class, refused -> {
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.why()).contains(why);
        });
    }

    private static String pem(PublicKey key) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    @Test
    void whatItSaysIsRead() {
        Token token = valid(callerWith(TestTokens.publishing("a", "b/{c}")
                .with("subscribe", List.of("*"))
                .subject("kim")
                .payload(Map.of("group", 7))
                .expires(NOW.plusSeconds(60))
                .signed()));
        assertThat(token.owner().name()).isEqualTo("kim");
        assertThat(token.mayPublish("a")).isTrue();
        assertThat(token.mayPublish("b/1")).isTrue();
        assertThat(token.mayPublish("c")).isFalse();
        assertThat(token.mayReceive("whatever")).isTrue();
        assertThat(token.payload()).isEqualTo(Map.of("group", 7L));
        assertThat(token.expires()).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void oneWithoutExpIsValidForEver() {
        assertThat(valid(callerWith(new TestTokens().signed())).expires()).isNull();
    }

    @Test
    void oneWithoutTheClaimMercureHasNoRights() {
        Token token = valid(callerWith(new TestTokens().subject("kim").signed()));
        assertThat(token.publish()).isEmpty();
        assertThat(token.subscribe()).isEmpty();
    }

    @Test
    void onesTimeIsFromNbfToExp() {
        refused(callerWith(new TestTokens().expires(NOW.minusSeconds(1)).signed()), "the token has expired");
        refused(callerWith(new TestTokens().expires(NOW).signed()), "the token has expired");
        valid(callerWith(new TestTokens().expires(NOW.plusSeconds(1)).signed()));
        refused(callerWith(new TestTokens().notBefore(NOW.plusSeconds(1)).signed()), "the token is not valid yet");
        valid(callerWith(new TestTokens().notBefore(NOW).signed()));
    }

    @Test
    void aMomentThatIsFarAwayIsNoHarm() {
        String inMilliseconds =
                new TestTokens().claim("exp", NOW.toEpochMilli()).signed();
        assertThat(valid(callerWith(inMilliseconds)).expires()).isAfter(NOW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "a.b", "a.b.c", "a.b.c.d", "..", "eyJhbGciOiJIUzI1NiJ9..", "책.책.책", "bnVsbA.e30.eA"})
    void whatIsNoTokenIsRefused(String text) {
        refused(callerWith(text), "not a signed JSON Web Token");
    }

    @Test
    void oneThatIsNotSignedIsRefused() {
        refused(callerWith(new PlainJWT(TestTokens.publishing("*").claims()).serialize()), "not a signed");
    }

    @Test
    void oneThatIsEncryptedIsRefused() throws Exception {
        JWEObject encrypted =
                new JWEObject(new JWEHeader(JWEAlgorithm.DIR, EncryptionMethod.A128CBC_HS256), new Payload("{}"));
        encrypted.encrypt(new DirectEncrypter(new byte[32]));
        refused(callerWith(encrypted.serialize()), "not a signed");
    }

    @Test
    void oneSignedWithAnotherSecretIsRefused() throws Exception {
        String token = TestTokens.publishing("*").signed(JWSAlgorithm.HS256, new MACSigner("x".repeat(32)));
        refused(callerWith(token), "signature");
    }

    @Test
    void oneWhoseClaimsWereChangedIsRefused() {
        String[] parts = TestTokens.publishing("a").signed().split("\\.");
        String changed = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"mercure\":{\"publish\":[\"*\"]}}".getBytes(StandardCharsets.UTF_8));
        refused(callerWith(parts[0] + "." + changed + "." + parts[2]), "signature");
    }

    @Test
    void theAlgorithmIsWhatWasConfiguredAndNotWhatATokenNames() throws Exception {
        String hs512 = TestTokens.publishing("*").signed(JWSAlgorithm.HS512, new MACSigner("x".repeat(64)));
        refused(callerWith(TokenKeys.secret("HS256", "x".repeat(64)), hs512), "algorithm is not allowed: HS256");
        valid(callerWith(TokenKeys.secret("HS512", "x".repeat(64)), hs512));
        String ps256 = TestTokens.publishing("*").signed(JWSAlgorithm.PS256, new RSASSASigner(rsa));
        refused(callerWith(TokenKeys.publicKey("RS256", pem(rsa.toPublicKey())), ps256), "algorithm is not allowed");
    }

    /** A public key is nobody's secret, so it must never serve as one. */
    @Test
    void aPublicKeyIsNotTakenForASecret() throws Exception {
        String pem = pem(rsa.toPublicKey());
        TokenKeys keys = TokenKeys.publicKey("RS256", pem);
        String forged = TestTokens.publishing("*").signed(JWSAlgorithm.HS256, new MACSigner(pem));
        refused(callerWith(keys, forged), "algorithm is not allowed: RS256");
        String good = TestTokens.publishing("*").signed(JWSAlgorithm.RS256, new RSASSASigner(rsa));
        valid(callerWith(keys, good));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
    void rsaKeysSign(String algorithm) throws Exception {
        String token = new TestTokens().signed(JWSAlgorithm.parse(algorithm), new RSASSASigner(rsa));
        valid(callerWith(TokenKeys.publicKey(algorithm, pem(rsa.toPublicKey())), token));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ES256 P-256", "ES384 P-384", "ES512 P-521"})
    void keysOnCurvesSign(String both) throws Exception {
        String algorithm = both.split(" ")[0];
        ECKey key = new ECKeyGenerator(Curve.parse(both.split(" ")[1])).generate();
        String token = new TestTokens().signed(JWSAlgorithm.parse(algorithm), new ECDSASigner(key));
        valid(callerWith(TokenKeys.publicKey(algorithm, pem(key.toPublicKey())), token));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS256 32", "HS384 48", "HS512 64"})
    void aSecretIsAsLongAsItsHash(String both) throws Exception {
        String algorithm = both.split(" ")[0];
        String secret = "x".repeat(Integer.parseInt(both.split(" ")[1]));
        String token = new TestTokens().signed(JWSAlgorithm.parse(algorithm), new MACSigner(secret));
        valid(callerWith(TokenKeys.secret(algorithm, secret), token));
        assertThatThrownBy(() -> TokenKeys.secret(algorithm, secret.substring(1)))
                .hasMessageContaining("is not allowed for " + algorithm + ": " + secret.length() + " or more")
                .hasMessageContaining("openssl rand -base64");
    }

    @Test
    void whatACriticalHeaderDemandsIsNotPassedOver() throws Exception {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .criticalParams(Set.of("exp"))
                .customParam("x", "y")
                .build();
        refused(callerWith(new TestTokens().signed(header, new MACSigner(TestTokens.SECRET))), "signature");
    }

    @Test
    void claimsOfAnotherShapeAreRefused() {
        refused(callerWith(new TestTokens().claim("mercure", "x").signed()), "mercure must be an object");
        refused(
                callerWith(new TestTokens().with("publish", "*").signed()),
                "mercure.publish must be an array of strings");
        refused(
                callerWith(new TestTokens().with("subscribe", List.of("a", 1)).signed()),
                "mercure.subscribe must be an array of strings");
        refused(callerWith(new TestTokens().with("subscribe", List.of("")).signed()), "selector '' is not allowed");
        refused(callerWith(new TestTokens().subject("x".repeat(257)).signed()), "owner 'xxx");
        refused(callerWith(new TestTokens().claim("exp", "soon").signed()), "claims are not those of a JSON Web Token");
    }

    @Test
    void keysThatDoNotGoWithTheirAlgorithmAreNotAllowed() throws Exception {
        String curve = pem(new ECKeyGenerator(Curve.P_384).generate().toPublicKey());
        assertThatThrownBy(() -> TokenKeys.publicKey("ES256", curve)).hasMessageContaining("ES384 on P-384");
        assertThatThrownBy(() -> TokenKeys.publicKey("RS256", curve)).hasMessageContaining("not allowed for RS256");
        assertThatThrownBy(() -> TokenKeys.publicKey("ES256", pem(rsa.toPublicKey())))
                .hasMessageContaining("not allowed for ES256");
        assertThatThrownBy(() -> TokenKeys.publicKey("HS256", pem(rsa.toPublicKey())))
                .hasMessageContaining("algorithm 'HS256' is not allowed here");
        assertThatThrownBy(() -> TokenKeys.secret("none", "x".repeat(64)))
                .hasMessageContaining("algorithm 'none' is not allowed here: one of [HS256");
        assertThatThrownBy(() -> TokenKeys.publicKey("EdDSA", pem(rsa.toPublicKey())))
                .hasMessageContaining("'EdDSA' is not allowed here");
        assertThatThrownBy(() -> TokenKeys.publicKey("RS256", "no key"))
                .hasMessageContaining("-----BEGIN PUBLIC KEY-----");
        assertThatThrownBy(() ->
                        TokenKeys.publicKey("RS256", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"))
                .hasMessageContaining("a PRIVATE KEY in PEM is not allowed")
                .hasMessageNotContaining("AAAA");
        assertThatThrownBy(() ->
                        TokenKeys.publicKey("RS256", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"))
                .hasMessageContaining("cannot be read");
    }
}
