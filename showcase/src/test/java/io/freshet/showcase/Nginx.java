package io.freshet.showcase;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A real nginx in front of a server of this machine. Where it is not installed, tests fail: {@code ./test} installs it. */
final class Nginx implements AutoCloseable {
    private static final String PROGRAM = System.getenv().getOrDefault("FRESHET_NGINX", "/usr/sbin/nginx");
    private static final String CONFIGURATION = "nginx.conf";
    private static final Path OURS = Path.of("../deploy/nginx.conf");
    private static final String GZIP = "gzip on; gzip_types *; gzip_min_length 0; gzip_proxied any;";
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

    private final Path folder;
    private Process process;
    private final int port;
    private final int tlsPort;

    private Nginx(Path folder, Process process, int port, int tlsPort) {
        this.folder = folder;
        this.process = process;
        this.port = port;
        this.tlsPort = tlsPort;
    }

    /** With {@code deploy/nginx.conf}: only its ports and paths are others. */
    static Nginx ours(int upstream) {
        return ours(server(upstream), "");
    }

    /** The same in front of two nodes: each request goes to either of them, by turns. */
    static Nginx ours(int one, int other) {
        return ours("zone freshet 64k;" + server(one) + server(other), "");
    }

    private static String server(int port) {
        return "server 127.0.0.1:" + port + ";";
    }

    /** With {@code deploy/nginx.conf}, and everything compressed that a client wants compressed. */
    static Nginx oursWithGzip(int upstream) {
        return ours(server(upstream), GZIP);
    }

    private static Nginx ours(String upstreams, String more) {
        Path folder = folder();
        int port = freePort();
        int tlsPort = freePort();
        String text = replaced(read(OURS), "server localhost:8080;", upstreams);
        text = replaced(text, "listen 8081;", "listen 127.0.0.1:" + port + ";");
        text = replaced(text, "listen 8443 ssl http2;", "listen 127.0.0.1:" + tlsPort + " ssl http2;");
        text = replaced(text, "/tmp/freshet-nginx", folder + "/freshet-nginx");
        text = replaced(text, "http {\n", "http {\n" + more);
        certify(folder);
        return start(folder, text, port, tlsPort);
    }

    /** With nothing but what it must be told: HTTP/1.0 to the server, and buffers. */
    static Nginx withDefaults(int upstream) {
        return withDefaults(upstream, "");
    }

    /** With its defaults, and everything compressed that a client wants compressed. */
    static Nginx withDefaultsAndGzip(int upstream) {
        return withDefaults(upstream, GZIP);
    }

    private static Nginx withDefaults(int upstream, String more) {
        Path folder = folder();
        int port = freePort();
        StringBuilder paths = new StringBuilder();
        for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            paths.append("%s_temp_path %s/%s;".formatted(kind, folder, kind));
        }
        String text =
                """
                pid %s/pid; error_log stderr warn; events {}
                http {
                    access_log off; %s %s
                    server { listen 127.0.0.1:%d; location / { proxy_pass http://127.0.0.1:%d; } }
                }
                """
                        .formatted(folder, paths, more, port, upstream);
        return start(folder, text, port, 0);
    }

    /** Whoever changes what is looked for here must change it there as well. */
    private static String replaced(String text, String what, String by) {
        if (!text.contains(what)) {
            throw new IllegalStateException("'" + what + "' does not stand in " + OURS);
        }
        return text.replace(what, by);
    }

    private static Nginx start(Path folder, String text, int port, int tlsPort) {
        if (!Files.isExecutable(Path.of(PROGRAM))) {
            throw new IllegalStateException(PROGRAM + " is missing: nothing can be tested behind it (run ./test)");
        }
        try {
            Files.writeString(folder.resolve(CONFIGURATION), text);
            Nginx nginx = new Nginx(folder, begin(folder), port, tlsPort);
            nginx.awaitReady();
            return nginx;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Process begin(Path folder) {
        try {
            Path configuration = folder.resolve(CONFIGURATION);
            Process process = new ProcessBuilder(
                            PROGRAM, "-e", "stderr", "-g", "daemon off;", "-c", configuration.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("log").toFile()))
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            return process;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Is not there while this happens, and then again as it was: whatever went through it has broken off. */
    void absentWhile(Runnable meanwhile) {
        end();
        meanwhile.run();
        process = begin(folder);
        awaitReady();
    }

    private void awaitReady() {
        long startedAt = System.nanoTime();
        while (!accepts()) {
            if (!process.isAlive() || System.nanoTime() - startedAt > PATIENCE) {
                String said = log();
                close();
                throw new IllegalStateException("nginx accepts no connections: " + said);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private boolean accepts() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The port of HTTP/1.1. */
    int port() {
        return port;
    }

    /** The port of HTTP/2 with TLS. */
    int tlsPort() {
        if (tlsPort == 0) {
            throw new IllegalStateException("this nginx has no TLS");
        }
        return tlsPort;
    }

    /** What it had to say: warnings and errors. */
    String log() {
        return read(folder.resolve("log"));
    }

    /** Trusts the certificate that this nginx shows, and no other. */
    SSLContext trust() {
        try (InputStream file = Files.newInputStream(folder.resolve("freshet-nginx-certificate.pem"))) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "nginx", CertificateFactory.getInstance("X.509").generateCertificate(file));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException("the certificate is not usable", failure);
        }
    }

    /** Root's nginx gives up root's rights, and must still find what is in here. */
    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("freshet-nginx");
            return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Makes the certificate as the comment in {@code deploy/nginx.conf} says. */
    private static void certify(Path folder) {
        Path key = folder.resolve("freshet-nginx-key.pem");
        Path certificate = folder.resolve("freshet-nginx-certificate.pem");
        try {
            Process openssl = new ProcessBuilder(
                            ("openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost"
                                            + " -addext subjectAltName=DNS:localhost -keyout " + key + " -out "
                                            + certificate)
                                    .split(" "))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(openssl.getInputStream().readAllBytes(), UTF_8);
            if (openssl.waitFor() != 0) {
                throw new IllegalStateException("openssl made no certificate: " + said);
            }
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        } catch (IOException failure) {
            throw new UncheckedIOException("openssl is missing: run ./test", failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void end() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        end();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
