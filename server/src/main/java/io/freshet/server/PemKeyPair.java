package io.freshet.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A certificate chain and its private key, out of PEM texts (RFC 7468).
 *
 * @param chain the server's own certificate first
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record PemKeyPair(X509Certificate[] chain, PrivateKey key) {
    private static final Pattern PKCS_8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");

    private static final byte[] PROBE = "freshet".getBytes(ISO_8859_1);

    /** @throws GeneralSecurityException if they are not that; its message is fit for an operator and has nothing of the key */
    static PemKeyPair of(byte[] chainPem, byte[] keyPem) throws GeneralSecurityException {
        X509Certificate[] chain = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(chainPem))
                .toArray(X509Certificate[]::new);
        if (chain.length == 0) {
            throw new GeneralSecurityException("there is no certificate in it");
        }
        PublicKey own = chain[0].getPublicKey();
        PrivateKey key = key(own.getAlgorithm(), keyPem);
        if (!isPair(own, key)) {
            throw new GeneralSecurityException("the private key is not that of the first certificate");
        }
        return new PemKeyPair(chain, key);
    }

    private static PrivateKey key(String algorithm, byte[] pem) throws GeneralSecurityException {
        Matcher found = PKCS_8.matcher(new String(pem, ISO_8859_1));
        if (!found.find()) {
            throw new GeneralSecurityException("there is no private key in PKCS #8 ('BEGIN PRIVATE KEY');"
                    + " openssl pkcs8 -topk8 -nocrypt makes one of other kinds");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(found.group(1));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (IllegalArgumentException malformed) {
            throw new GeneralSecurityException("the private key is no Base64", malformed);
        }
    }

    /** Whether one signs what the other verifies. */
    private static boolean isPair(PublicKey own, PrivateKey key) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(signatureOf(own.getAlgorithm()));
        signature.initSign(key);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(own);
        signature.update(PROBE);
        return signature.verify(signed);
    }

    private static String signatureOf(String algorithm) throws GeneralSecurityException {
        return switch (algorithm) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "EdDSA", "Ed25519", "Ed448" -> "EdDSA";
            default ->
                throw new GeneralSecurityException(
                        "keys of the kind " + algorithm + " are not supported: RSA, EC and EdDSA");
        };
    }

    /** Which certificate it is, as a log may show it. */
    @Override
    public String toString() {
        return "the certificate of " + chain[0].getSubjectX500Principal() + ", good until "
                + chain[0].getNotAfter().toInstant();
    }
}
