package io.freshet.server;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes tokens, good ones and others. */
final class TestTokens {
    static final String SECRET = "!ChangeThisMercureHubJWTSecretKey!";

    private final Map<String, Object> mercure = new LinkedHashMap<>();
    private final JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder();

    /** A token that may receive what is private under these. */
    static TestTokens subscribing(String... selectors) {
        return new TestTokens().with("subscribe", List.of(selectors));
    }

    /** A token that may publish to these. */
    static TestTokens publishing(String... selectors) {
        return new TestTokens().with("publish", List.of(selectors));
    }

    TestTokens subject(String subject) {
        claims.subject(subject);
        return this;
    }

    TestTokens expires(Instant moment) {
        claims.expirationTime(Date.from(moment));
        return this;
    }

    TestTokens notBefore(Instant moment) {
        claims.notBeforeTime(Date.from(moment));
        return this;
    }

    TestTokens payload(Object payload) {
        return with("payload", payload);
    }

    /** Something in the claim {@code mercure}. */
    TestTokens with(String name, @Nullable Object value) {
        mercure.put(name, value);
        return this;
    }

    /** A claim of its own. */
    TestTokens claim(String name, Object value) {
        claims.claim(name, value);
        return this;
    }

    /** Signed with the secret. */
    String signed() {
        try {
            return signed(JWSAlgorithm.HS256, new MACSigner(SECRET));
        } catch (JOSEException failure) {
            throw new IllegalStateException(failure);
        }
    }

    String signed(JWSAlgorithm algorithm, JWSSigner signer) {
        return signed(new JWSHeader(algorithm), signer);
    }

    String signed(JWSHeader header, JWSSigner signer) {
        SignedJWT token = new SignedJWT(header, claims());
        try {
            token.sign(signer);
        } catch (JOSEException failure) {
            throw new IllegalStateException(failure);
        }
        return token.serialize();
    }

    JWTClaimsSet claims() {
        JWTClaimsSet set = claims.build();
        return mercure.isEmpty()
                ? set
                : new JWTClaimsSet.Builder(set).claim("mercure", mercure).build();
    }
}
