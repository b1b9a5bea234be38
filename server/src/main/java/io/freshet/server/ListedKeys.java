package io.freshet.server;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The public keys of a JSON Web Key Set (RFC 7517). What is no public key for signatures is left out. */
final class ListedKeys {
    private final Map<JWK, JWSVerifier> verifiers;

    private ListedKeys(Map<JWK, JWSVerifier> verifiers) {
        this.verifiers = verifiers;
    }

    /** @throws IllegalArgumentException if it is not a key set */
    static ListedKeys parse(String json) {
        try {
            Map<JWK, JWSVerifier> verifiers = new LinkedHashMap<>();
            for (JWK key : JWKSet.parse(json).getKeys()) {
                if (key instanceof RSAKey rsa) {
                    verifiers.put(key, new RSASSAVerifier(rsa.toPublicJWK()));
                } else if (key instanceof ECKey curve) {
                    verifiers.put(key, new ECDSAVerifier(curve.toPublicJWK()));
                }
            }
            return new ListedKeys(verifiers);
        } catch (ParseException | JOSEException notAllowed) {
            throw new IllegalArgumentException("what was listed is not a JSON Web Key Set", notAllowed);
        }
    }

    /** Those that a token with this header may have been signed with. */
    List<JWSVerifier> verifiersFor(JWSHeader header) {
        JWKMatcher matcher = JWKMatcher.forJWSHeader(header);
        List<JWSVerifier> found = new ArrayList<>();
        verifiers.forEach((key, verifier) -> {
            boolean fits = matcher != null
                    && matcher.matches(key)
                    && verifier.supportedJWSAlgorithms().contains(header.getAlgorithm());
            if (fits) {
                found.add(verifier);
            }
        });
        return found;
    }
}
