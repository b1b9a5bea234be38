package io.freshet.server;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What tokens are signed with, and the algorithms that they may be signed by. A token that names another algorithm is refused,
 * whatever it was signed with.
 *
 * <p>Algorithms are those of RFC 7518: {@code HS256 HS384 HS512} with a secret, {@code RS256 RS384 RS512 PS256 PS384 PS512} with an
 * RSA key, {@code ES256 ES384 ES512} with a key on the curve of the same name.
 */
public final class TokenKeys {
    private final KeySource source;

    private TokenKeys(KeySource source) {
        this.source = source;
    }

    /**
     * A secret that who signs has, too.
     *
     * @param algorithm {@code HS256}, {@code HS384} or {@code HS512}
     * @param secret of at least so many bits, in UTF-8
     * @throws IllegalArgumentException if the algorithm is another, or the secret too short for it
     */
    public static TokenKeys secret(String algorithm, String secret) {
        JWSAlgorithm signedBy = oneOf(algorithm, JWSAlgorithm.Family.HMAC_SHA);
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        int needed = Integer.parseInt(algorithm.substring(2)) / 8;
        if (bytes.length < needed) {
            throw new IllegalArgumentException("a secret of " + bytes.length + " bytes is not allowed for " + algorithm
                    + ": " + needed + " or more (`openssl rand -base64 " + needed + "` makes one)");
        }
        try {
            return fixed(signedBy, new MACVerifier(bytes));
        } catch (JOSEException failure) {
            throw new IllegalArgumentException("the secret is not allowed for " + algorithm, failure);
        }
    }

    /**
     * The public half of a key pair.
     *
     * @param algorithm one of those with an RSA key or a curve
     * @param pem the key, or a certificate that has it, in PEM
     * @throws IllegalArgumentException if the algorithm is another, or does not go with the key
     */
    public static TokenKeys publicKey(String algorithm, String pem) {
        JWSAlgorithm signedBy = oneOf(algorithm, JWSAlgorithm.Family.SIGNATURE);
        PublicKey key = PemPublicKey.read(pem);
        try {
            if (JWSAlgorithm.Family.RSA.contains(signedBy) && key instanceof RSAPublicKey rsa) {
                return fixed(signedBy, new RSASSAVerifier(rsa));
            }
            if (JWSAlgorithm.Family.EC.contains(signedBy) && key instanceof ECPublicKey curve) {
                ECDSAVerifier verifier = new ECDSAVerifier(curve);
                if (verifier.supportedJWSAlgorithms().contains(signedBy)) {
                    return fixed(signedBy, verifier);
                }
            }
        } catch (JOSEException notSupported) {
            throw new IllegalArgumentException("the public key is not allowed for " + algorithm, notSupported);
        }
        throw new IllegalArgumentException("a public key for " + key.getAlgorithm() + " is not allowed for " + algorithm
                + ": RS and PS need an RSA key, ES256 one" + " on P-256, ES384 on P-384, ES512 on P-521");
    }

    /**
     * The public keys that a URL lists as a JSON Web Key Set (RFC 7517). They are fetched when the first token comes, again from time
     * to time, and when a token names one that is not there.
     *
     * @param algorithms those that tokens may be signed by, with a public key only
     * @throws IllegalArgumentException if the URL is not of http or https, or an algorithm is not allowed
     */
    public static TokenKeys keySet(URI url, Set<String> algorithms) {
        if (url.getHost() == null || !Set.of("http", "https").contains(url.getScheme())) {
            throw new IllegalArgumentException("key set '" + url + "' is not allowed: a URL of http or https");
        }
        Set<JWSAlgorithm> signedBy = new LinkedHashSet<>();
        algorithms.forEach(algorithm -> signedBy.add(oneOf(algorithm, JWSAlgorithm.Family.SIGNATURE)));
        if (signedBy.isEmpty()) {
            throw new IllegalArgumentException(
                    "a key set without an algorithm is not allowed: name those that tokens may be signed by");
        }
        return new TokenKeys(new RemoteKeys(url, signedBy, InstantSource.system()));
    }

    private static TokenKeys fixed(JWSAlgorithm algorithm, JWSVerifier verifier) {
        return new TokenKeys(new FixedKey(algorithm, verifier));
    }

    private static JWSAlgorithm oneOf(String text, JWSAlgorithm.Family family) {
        JWSAlgorithm algorithm = JWSAlgorithm.parse(text);
        List<JWSAlgorithm> allowed = family.stream()
                .filter(each -> !each.equals(JWSAlgorithm.ES256K) && !each.equals(JWSAlgorithm.EdDSA))
                .filter(each -> !each.getName().startsWith("Ed"))
                .toList();
        if (!allowed.contains(algorithm)) {
            throw new IllegalArgumentException("algorithm '" + text + "' is not allowed here: one of " + allowed);
        }
        return algorithm;
    }

    KeySource source() {
        return source;
    }
}
