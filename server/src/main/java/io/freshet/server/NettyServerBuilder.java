package io.freshet.server;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Gathers what a server is made of. Whatever is not set has a default that suits most. Not safe for use by several threads. */
public final class NettyServerBuilder {
    private final EventLoops loops;
    private final Endpoint endpoint;
    private String host = "0.0.0.0";
    private int port;
    private int backlog = 4096;
    private int sendBuffer = 64 * 1024;
    private int maxHeaderBytes = 16 * 1024;
    private int maxBodyBytes = 1 << 20;
    private long maxBodyBytesInAll = 64 << 20;
    private Duration requestTimeout = Duration.ofSeconds(10);
    private Duration idleTimeout = Duration.ofSeconds(60);
    private Duration drain = Duration.ofSeconds(2);
    private int maxConnections = 100_000;
    private int maxConnectionsPerAddress;
    private int maxStreams = 256;
    private @Nullable Path certificateChain;
    private @Nullable Path privateKey;
    private Duration lookForCertificates = Duration.ofSeconds(5);

    NettyServerBuilder(EventLoops loops, Endpoint endpoint) {
        this.loops = loops;
        this.endpoint = endpoint;
    }

    /** The address or name that it listens on. Default: all addresses. */
    public NettyServerBuilder host(String addressOrName) {
        this.host = addressOrName;
        return this;
    }

    /** The port that it listens on, 0 for one that is free. Default: one that is free. */
    public NettyServerBuilder port(int number) {
        if (number < 0 || number > 65_535) {
            throw new IllegalArgumentException("port " + number + " is not allowed: 0 to 65535");
        }
        this.port = number;
        return this;
    }

    /** How many connections may wait until they are accepted; the system may have a lower bound. Default: 4,096. */
    public NettyServerBuilder backlog(int count) {
        this.backlog = required("backlog", count);
        return this;
    }

    /** How many bytes the system may keep for each peer that has not taken them; it doubles the number. Default: 64 KiB. */
    public NettyServerBuilder sendBuffer(int bytes) {
        this.sendBuffer = required("sendBuffer", bytes);
        return this;
    }

    /** The most bytes of a request's first line (else 414) and of its headers (else 431). Default: 16 KiB. */
    public NettyServerBuilder maxHeaderBytes(int bytes) {
        this.maxHeaderBytes = required("maxHeaderBytes", bytes);
        return this;
    }

    /** The most bytes of a request's body (else 413). Default: 1 MiB. */
    public NettyServerBuilder maxBodyBytes(int bytes) {
        this.maxBodyBytes = required("maxBodyBytes", bytes);
        return this;
    }

    /** The most bytes of all bodies together that have begun to come and have not ended (else 503). Default: 64 MiB. */
    public NettyServerBuilder maxBodyBytesInAll(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("maxBodyBytesInAll " + bytes + " is not allowed: 1 or more");
        }
        this.maxBodyBytesInAll = bytes;
        return this;
    }

    /** How long a request may take to come, from its first byte or its connection's beginning (else 408). Default: 10 s. */
    public NettyServerBuilder requestTimeout(Duration duration) {
        this.requestTimeout = required("requestTimeout", duration);
        return this;
    }

    /** How long a connection may be kept alive for the next request, and how long a peer may take for an answer. Default: 60 s. */
    public NettyServerBuilder idleTimeout(Duration duration) {
        this.idleTimeout = required("idleTimeout", duration);
        return this;
    }

    /** How long {@link NettyServer#close} waits for answers and streams that are not finished. Default: 2 s. */
    public NettyServerBuilder drain(Duration duration) {
        this.drain = required("drain", duration);
        return this;
    }

    /** The most connections that are open at a time; the next one is closed at once. Default: 100,000. */
    public NettyServerBuilder maxConnections(int count) {
        this.maxConnections = required("maxConnections", count);
        return this;
    }

    /**
     * The most connections from one address, of IPv6 from one /64, that are open at a time; the next one is closed at once. Behind a
     * proxy all come from its address. Default: any number, which 0 stands for.
     */
    public NettyServerBuilder maxConnectionsPerAddress(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("maxConnectionsPerAddress " + count + " is not allowed: 0 or more");
        }
        this.maxConnectionsPerAddress = count;
        return this;
    }

    /** The most streams of a connection over HTTP/2 that are open at a time. Default: 256. */
    public NettyServerBuilder maxStreams(int count) {
        this.maxStreams = required("maxStreams", count);
        return this;
    }

    /**
     * Serves over TLS, with what stands in two PEM files. They are looked at every five seconds: connections that come in later get
     * what stands in them then, and if that is of no use, what did before. Default: no TLS.
     *
     * @param newChain the server's own certificate first, then those that lead to one that clients trust
     * @param newKey the private key, in PKCS #8 and without a password
     */
    public NettyServerBuilder tls(Path newChain, Path newKey) {
        this.certificateChain = newChain;
        this.privateKey = newKey;
        return this;
    }

    /** How often the certificate's files are looked at. */
    NettyServerBuilder lookForCertificates(Duration every) {
        this.lookForCertificates = required("lookForCertificates", every);
        return this;
    }

    /**
     * The server, which listens from here on. Blocks until it does.
     *
     * @throws UncheckedIOException if it cannot listen, because the port is in use for example, or has no use for the certificate
     */
    public NettyServer start() {
        return new NettyServer(new ServerSettings(
                endpoint,
                loops,
                host,
                port,
                backlog,
                sendBuffer,
                maxHeaderBytes,
                maxBodyBytes,
                maxBodyBytesInAll,
                requestTimeout,
                idleTimeout,
                drain,
                maxConnections,
                maxConnectionsPerAddress,
                maxStreams,
                certificateChain,
                privateKey,
                lookForCertificates));
    }

    private static Duration required(String what, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(what + " " + duration + " is not allowed: more than zero");
        }
        return duration;
    }

    private static int required(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " " + value + " is not allowed: 1 or more");
        }
        return value;
    }
}
