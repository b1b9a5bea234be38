package io.freshet.server;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate chain and private key of a server, as they stand in two PEM files, which are looked at again and again: connections
 * that come in later get what stands in them then. May be used by any number of threads.
 */
final class Certificates implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

    private final Path chain;
    private final Path key;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, Certificates::daemon);

    /** What was looked at last, whether it could be used or not. Touched by whoever looks only. */
    private Contents seen;

    private volatile SslContext current;

    /**
     * @param chain the server's own certificate first, then those that lead to one that clients trust
     * @param key in PKCS #8, without a password
     * @throws IOException if a file cannot be read, or they are no certificate and its key
     */
    Certificates(Path chain, Path key, Duration lookEvery) throws IOException {
        this.chain = chain;
        this.key = key;
        this.seen = read();
        this.current = context(seen);
        long nanos = lookEvery.toNanos();
        thread.scheduleWithFixedDelay(this::look, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "freshet-certificates");
        thread.setDaemon(true);
        return thread;
    }

    /** For a connection that comes in now. */
    SslContext current() {
        return current;
    }

    private void look() {
        try {
            Contents found = read();
            if (!found.isSameAs(seen)) {
                seen = found;
                current = context(found);
            }
        } catch (IOException | RuntimeException failure) {
            LOG.warn("The certificate in use stays: {}", failure.getMessage());
            LOG.debug("The certificate could not be replaced", failure);
        }
    }

    private Contents read() throws IOException {
        return new Contents(Files.readAllBytes(chain), Files.readAllBytes(key));
    }

    private SslContext context(Contents contents) throws IOException {
        try {
            PemKeyPair pair = PemKeyPair.of(contents.chain, contents.key);
            LOG.info("TLS with {}", pair);
            return SslContextBuilder.forServer(pair.key(), pair.chain())
                    .sslProvider(SslProvider.JDK)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            ApplicationProtocolConfig.Protocol.ALPN,
                            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                            ApplicationProtocolNames.HTTP_2,
                            ApplicationProtocolNames.HTTP_1_1))
                    .build();
        } catch (GeneralSecurityException | SSLException failure) {
            throw new IOException(
                    "TLS needs a certificate chain and its private key, and " + chain + " and " + key
                            + " are not that: " + failure.getMessage(),
                    failure);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by isSameAs only
    private record Contents(byte[] chain, byte[] key) {
        boolean isSameAs(Contents other) {
            return Arrays.equals(chain, other.chain) && Arrays.equals(key, other.key);
        }
    }
}
