package io.freshet.server;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.freshet.Owner;
import io.freshet.Selector;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells valid tokens from others: JSON Web Tokens (RFC 7519), signed with one of the keys and an algorithm that was configured for them,
 * whatever they name themselves. Texts of tokens are neither kept nor shown.
 */
final class Tokens {
    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);

    private static final String CLAIM = "mercure";

    private final KeySource keys;
    private final InstantSource time;

    Tokens(KeySource keys, InstantSource time) {
        this.keys = keys;
        this.time = time;
    }

    /** Who sent this token. Known at once, unless keys have to be fetched. */
    CompletionStage<Caller> callerWith(String token) {
        SignedJWT signed;
        try {
            signed = SignedJWT.parse(token);
        } catch (ParseException | NullPointerException notOne) { // the latter where its header is JSON's null
            return now(Caller.invalid("the token is not a signed JSON Web Token in compact form"));
        }
        Set<JWSAlgorithm> allowed = keys.algorithms();
        if (!allowed.contains(signed.getHeader().getAlgorithm())) {
            return now(Caller.invalid("the token's algorithm is not allowed: " + listed(allowed)));
        }
        return keys.keysFor(signed.getHeader()).handle((verifiers, failure) -> {
            if (verifiers == null) {
                LOG.debug("No keys to verify a token with", failure);
                return new Caller.Refused(503, "the keys of tokens cannot be had at present, try again later");
            }
            return verified(signed, verifiers);
        });
    }

    private static CompletionStage<Caller> now(Caller caller) {
        return CompletableFuture.completedFuture(caller);
    }

    private static String listed(Set<JWSAlgorithm> algorithms) {
        return String.join(
                ", ", algorithms.stream().map(JWSAlgorithm::getName).sorted().toList());
    }

    private Caller verified(SignedJWT token, List<JWSVerifier> verifiers) {
        for (JWSVerifier verifier : verifiers) {
            try {
                if (token.verify(verifier)) {
                    return caller(token.getJWTClaimsSet());
                }
            } catch (JOSEException | IllegalStateException another) {
                LOG.debug("A token was not verified: {}", another.getClass().getName());
            } catch (ParseException notClaims) {
                return Caller.invalid("the token's claims are not those of a JSON Web Token");
            }
        }
        return Caller.invalid("the token's signature is not that of a key that is known here");
    }

    private Caller caller(JWTClaimsSet claims) {
        Instant now = time.instant();
        Instant expires = instant(claims.getExpirationTime());
        if (expires != null && !expires.isAfter(now)) {
            return Caller.invalid("the token has expired");
        }
        Instant notBefore = instant(claims.getNotBeforeTime());
        if (notBefore != null && notBefore.isAfter(now)) {
            return Caller.invalid("the token is not valid yet");
        }
        try {
            String subject = claims.getSubject();
            Map<?, ?> mercure = object(claims.getClaim(CLAIM));
            return new Caller.Known(new Token(
                    subject == null ? null : Owner.of(subject),
                    selectors(mercure, "publish"),
                    selectors(mercure, "subscribe"),
                    mercure.get("payload"),
                    expires));
        } catch (IllegalArgumentException notAllowed) {
            return Caller.invalid("a claim of the token is not allowed: " + notAllowed.getMessage());
        }
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }

    private static Map<?, ?> object(@Nullable Object claim) {
        if (claim == null) {
            return Map.of();
        }
        if (claim instanceof Map<?, ?> object) {
            return object;
        }
        throw new IllegalArgumentException(CLAIM + " must be an object");
    }

    private static Set<Selector> selectors(Map<?, ?> claim, String name) {
        Object value = claim.get(name);
        if (value == null) {
            return Set.of();
        }
        List<String> texts = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof String text) {
                    texts.add(text);
                }
            }
            if (texts.size() == list.size()) {
                return TopicSelectors.all(texts);
            }
        }
        throw new IllegalArgumentException(CLAIM + "." + name + " must be an array of strings");
    }
}
