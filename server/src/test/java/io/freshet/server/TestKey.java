package io.freshet.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.freshet.testkit.LocalhostKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.SSLContext;

/**
 * A key for localhost in the form that servers read.
 *
 * @param clients what clients use that trust this key alone
 */
record TestKey(Path chain, Path key, SSLContext clients) {
    /** The one of all tests that need but one. */
    static final TestKey KEY = make();

    static TestKey make() {
        try {
            LocalhostKey made = LocalhostKey.make();
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(made.keyStore())) {
                keys.load(in, made.password().toCharArray());
            }
            Path folder = Files.createTempDirectory("freshet-pem");
            Path chain = folder.resolve("chain.pem");
            Path key = folder.resolve("key.pem");
            Files.writeString(
                    chain, pem("CERTIFICATE", keys.getCertificate("localhost").getEncoded()));
            Files.writeString(
                    key,
                    pem(
                            "PRIVATE KEY",
                            keys.getKey("localhost", made.password().toCharArray())
                                    .getEncoded()));
            folder.toFile().deleteOnExit();
            chain.toFile().deleteOnExit();
            key.toFile().deleteOnExit();
            return new TestKey(chain, key, made.clients());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (GeneralSecurityException | InterruptedException failure) {
            throw new IllegalStateException("no key could be made", failure);
        }
    }

    private static String pem(String what, byte[] bytes) {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(bytes);
        return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
    }
}
