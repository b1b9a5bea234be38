package io.freshet.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A key for {@code localhost} which nobody has signed, for servers that tests start over TLS.
 *
 * @param keyStore a file in the format PKCS12 with the key and its certificate, under the alias {@code localhost}
 * @param password the store's and the key's
 * @param clients what clients use that trust this key alone
 */
public record LocalhostKey(Path keyStore, String password, SSLContext clients) {
    private static final String PASSWORD = "freshet";

    /**
     * Makes a key with the running JDK's own {@code keytool}, which takes about a second. The file goes when this process ends.
     *
     * @throws IllegalStateException if the tool says that it could not
     */
    public static LocalhostKey make() throws IOException, GeneralSecurityException, InterruptedException {
        Path folder = Files.createTempDirectory("freshet-key");
        Path keyStore = folder.resolve("localhost.p12");
        folder.toFile().deleteOnExit();
        keyStore.toFile().deleteOnExit();
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "localhost",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keyStore.toString(),
                        "-storepass",
                        PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool made no key: " + said);
        }
        return new LocalhostKey(keyStore, PASSWORD, trusting(keyStore));
    }

    /** Its certificate in PEM, in a new file that goes when this process ends. */
    public Path certificatePem() throws IOException, GeneralSecurityException {
        return pem("CERTIFICATE", keys(keyStore).getCertificate("localhost").getEncoded());
    }

    /** Its private key in PEM, in a new file that goes when this process ends. */
    public Path keyPem() throws IOException, GeneralSecurityException {
        return pem(
                "PRIVATE KEY",
                keys(keyStore).getKey("localhost", password.toCharArray()).getEncoded());
    }

    private static Path pem(String what, byte[] der) throws IOException {
        Path file = Files.createTempFile("freshet-key", ".pem");
        file.toFile().deleteOnExit();
        return Files.writeString(
                file,
                "-----BEGIN " + what + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                        + "\n-----END " + what + "-----\n");
    }

    private static KeyStore keys(Path keyStore) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStore)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    private static SSLContext trusting(Path keyStore) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("localhost", keys(keyStore).getCertificate("localhost"));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
