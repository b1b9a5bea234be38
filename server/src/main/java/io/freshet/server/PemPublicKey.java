package io.freshet.server;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads public keys in PEM (RFC 7468): a key by itself, or a certificate that has it. */
final class PemPublicKey {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC");

    private PemPublicKey() {}

    /** @throws IllegalArgumentException if it is not one */
    static PublicKey read(String pem) {
        Matcher block = BLOCK.matcher(pem);
        if (!block.find()) {
            throw new IllegalArgumentException(
                    "the text is not a public key in PEM: it has no -----BEGIN PUBLIC KEY-----");
        }
        String label = block.group(1);
        byte[] content = Base64.getMimeDecoder().decode(block.group(2));
        try {
            return switch (label) {
                case "PUBLIC KEY" -> key(content);
                case "CERTIFICATE" ->
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(content))
                            .getPublicKey();
                default ->
                    throw new IllegalArgumentException(
                            "a " + label
                                    + " in PEM is not allowed: a PUBLIC KEY or a CERTIFICATE (`openssl pkey -in key.pem -pubout` makes the former)");
            };
        } catch (GeneralSecurityException unreadable) {
            throw new IllegalArgumentException("the " + label + " in PEM cannot be read", unreadable);
        }
    }

    private static PublicKey key(byte[] content) throws GeneralSecurityException {
        GeneralSecurityException last = new GeneralSecurityException("no algorithm");
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(content));
            } catch (GeneralSecurityException another) {
                last = another;
            }
        }
        throw last;
    }
}
