package io.freshet.redis;

import io.freshet.LogEntryCodec;
import io.freshet.MemoryEventLog;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gathers what a {@link RedisEventLog} is made of. Not safe for use by several threads. */
public final class RedisEventLogBuilder {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:/-]{1,100}");

    private final List<RedisURI> uris;
    private @Nullable SslOptions ssl;
    private String name = "hub";
    private MemoryEventLog.Bounds bounds = MemoryEventLog.Bounds.DEFAULT;
    private Duration timeout = Duration.ofSeconds(5);
    private Duration connectTimeout = Duration.ofSeconds(2);
    private Duration commandTimeout = Duration.ofSeconds(2);
    private int replicas;
    private LogEntryCodec codec = new LogEntryCodec();

    RedisEventLogBuilder(List<RedisURI> uris) {
        if (uris.isEmpty()) {
            throw new IllegalArgumentException("0 addresses of Redis are not allowed: 1 or more");
        }
        this.uris = uris;
    }

    /** A Redis that accepts a connection and then says nothing is not waited for any longer than for the answer to a command. */
    private RedisURI patient(RedisURI uri) {
        RedisURI.Builder builder = RedisURI.builder(uri).withTimeout(commandTimeout);
        // The builder takes over neither the Sentinels nor whom they are to be asked for.
        uri.getSentinels().forEach(sentinel -> builder.withSentinel(patient(sentinel)));
        RedisURI copy = builder.build();
        if (uri.getSentinelMasterId() != null) {
            copy.setSentinelMasterId(uri.getSentinelMasterId());
        }
        return copy;
    }

    /** How TLS connections are made, where the URI asks for them. Default: the JVM's trust. */
    public RedisEventLogBuilder ssl(SslOptions options) {
        this.ssl = options;
        return this;
    }

    /**
     * Names the log among others on the same Redis; nodes with the same name are nodes of one hub. Default: {@code hub}.
     *
     * @throws IllegalArgumentException if the name is not 1 to 100 of {@code A-Z a-z 0-9 . _ : / -}
     */
    public RedisEventLogBuilder name(String newName) {
        if (!NAME.matcher(newName).matches()) {
            throw new IllegalArgumentException(
                    "the name '" + newName + "' is not allowed: 1 to 100 of A-Z a-z 0-9 . _ : / -");
        }
        this.name = newName;
        return this;
    }

    /**
     * How much the log keeps; the same on all nodes. By count a little more is kept, since Redis trims in blocks; bytes are what
     * Redis itself reckons, and looked at once in a second, as is the age. Default: {@link MemoryEventLog.Bounds#DEFAULT}.
     */
    public RedisEventLogBuilder bounds(MemoryEventLog.Bounds newBounds) {
        this.bounds = newBounds;
        return this;
    }

    /**
     * How long an append or a page of the log may take. If Redis has been away for longer, they fail at once. Default: 5 s.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public RedisEventLogBuilder timeout(Duration duration) {
        this.timeout = positive("timeout", duration);
        return this;
    }

    /**
     * How long it may take until a connection to Redis stands. Default: 2 s.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public RedisEventLogBuilder connectTimeout(Duration duration) {
        this.connectTimeout = positive("connectTimeout", duration);
        return this;
    }

    /**
     * How long Redis may take to answer before its connection counts as dead and another one is made; a URI's own timeout does not
     * count. Default: 2 s.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public RedisEventLogBuilder commandTimeout(Duration duration) {
        this.commandTimeout = positive("commandTimeout", duration);
        return this;
    }

    private static Duration positive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " " + duration + " is not allowed: more than zero");
        }
        return duration;
    }

    /**
     * How many replicas must have taken an entry before it is acknowledged (Redis' {@code WAIT}); within the timeout, or else the
     * append fails, though the entry is in the log. Default: 0, the master alone counts.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public RedisEventLogBuilder replicas(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("replicas " + count + " is not allowed: 0 or more");
        }
        this.replicas = count;
        return this;
    }

    /** Writes and reads entries, for hubs with selectors of their own. Default: {@code new LogEntryCodec()}. */
    public RedisEventLogBuilder codec(LogEntryCodec newCodec) {
        this.codec = newCodec;
        return this;
    }

    /**
     * Connects and finds the head of the log. Blocks for the three timeouts together at most.
     *
     * @throws RedisLogException if Redis is not there, does not let us in, or holds something else under the log's names
     */
    public RedisEventLog open() {
        return RedisEventLog.open(new RedisLogSettings(
                uris.stream().map(this::patient).toList(),
                ssl,
                name,
                bounds,
                timeout,
                connectTimeout,
                commandTimeout,
                replicas,
                codec));
    }
}
