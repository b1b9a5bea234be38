package io.freshet.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two connections to one Redis, one of which waits for what comes, and a third where replicas count. None is ever made again by itself: what becomes of a command
 * whose connection broke is not known, and it is not sent twice; and a Redis that is connected to anew is looked at first.
 */
final class Session implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private static final Duration WAITS_FOR_ENTRIES = Duration.ofMillis(500);
    private static final int ENTRIES = 512;

    /** How long a node counts as alive after it was heard. */
    private static final Duration LEASE = Duration.ofSeconds(5);

    /** How long others are waited for, to say what they have seen: they may notice later that their connections are dead. */
    private static final Duration OTHERS = Duration.ofSeconds(5);

    private static final Pattern MOVED = Pattern.compile("(?:MOVED|ASK) \\d+ (.*):(\\d+)");
    private static final int MAX_MOVES = 5;

    private final Connections connections;
    private final RedisLogSettings settings;
    private final RedisURI uri;
    private final StatefulRedisConnection<String, byte[]> commands;
    private final StatefulRedisConnection<String, byte[]> tail;
    /** Waits for replicas, which holds up whatever comes behind it; null if none count. */
    private final @Nullable StatefulRedisConnection<String, byte[]> replication;

    private final AtomicBoolean closed = new AtomicBoolean();
    private final Map<String, String> digests = new HashMap<>();

    /** The life of the log that it appends to. Written by the follower or by who was refused. */
    private volatile long life;

    private Session(
            Connections connections,
            RedisLogSettings settings,
            RedisURI uri,
            StatefulRedisConnection<String, byte[]> commands,
            StatefulRedisConnection<String, byte[]> tail,
            @Nullable StatefulRedisConnection<String, byte[]> replication) {
        this.connections = connections;
        this.settings = settings;
        this.uri = uri;
        this.commands = commands;
        this.tail = tail;
        this.replication = replication;
        for (String script : Scripts.ALL) {
            digests.put(script, commands.sync().scriptLoad(script));
        }
    }

    /** Connects to the first that is there. Blocks. */
    static Session connect(Connections connections, RedisLogSettings settings) {
        RuntimeException last = new IllegalStateException("nothing to connect to");
        for (RedisURI uri : settings.uris()) {
            try {
                return connect(connections, settings, uri);
            } catch (RuntimeException failure) {
                last = failure;
            }
        }
        throw last;
    }

    private static Session connect(Connections connections, RedisLogSettings settings, RedisURI first) {
        RedisURI uri = first;
        for (int i = 0; i < MAX_MOVES; i++) {
            List<StatefulRedisConnection<String, byte[]>> made = new ArrayList<>();
            try {
                StatefulRedisConnection<String, byte[]> commands = made(connections.connect(uri), made);
                commands.setTimeout(settings.commandTimeout());
                commands.sync().exists(settings.key("log"));
                if (!info(commands, "replication", "role").equals("master")) {
                    throw new RedisConnectionException(uri + " is no master");
                }
                StatefulRedisConnection<String, byte[]> tail = another(connections, uri, commands, made);
                tail.setTimeout(settings.commandTimeout());
                StatefulRedisConnection<String, byte[]> replication = null;
                if (settings.replicas() > 0) {
                    replication = another(connections, uri, commands, made);
                    replication.setTimeout(settings.commandTimeout().plus(settings.timeout()));
                }
                return new Session(connections, settings, uri, commands, tail, replication);
            } catch (RuntimeException failure) {
                made.forEach(connections::end);
                RedisURI elsewhere = movedTo(uri, failure);
                if (elsewhere == null) {
                    throw failure;
                }
                uri = elsewhere;
            }
        }
        throw new RedisConnectionException("the nodes of the cluster do not agree on who has " + settings.key("log"));
    }

    private static StatefulRedisConnection<String, byte[]> made(
            StatefulRedisConnection<String, byte[]> connection, List<StatefulRedisConnection<String, byte[]>> all) {
        all.add(connection);
        return connection;
    }

    /** One more to the same process. */
    private static StatefulRedisConnection<String, byte[]> another(
            Connections connections,
            RedisURI uri,
            StatefulRedisConnection<String, byte[]> first,
            List<StatefulRedisConnection<String, byte[]>> all) {
        StatefulRedisConnection<String, byte[]> connection = made(connections.connect(uri), all);
        if (!info(first, "server", "run_id").equals(info(connection, "server", "run_id"))) {
            throw new RedisConnectionException("the master changed while it was connected to");
        }
        return connection;
    }

    private static String info(StatefulRedisConnection<String, byte[]> connection, String section, String field) {
        return connection
                .sync()
                .info(section)
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .findFirst()
                .map(line -> line.substring(field.length() + 1))
                .orElse("");
    }

    /** Where a node of a cluster sends us; null if that is not what it says. */
    private static @Nullable RedisURI movedTo(RedisURI from, RuntimeException failure) {
        if (!(failure instanceof RedisCommandExecutionException)) {
            return null;
        }
        Matcher moved = MOVED.matcher(String.valueOf(failure.getMessage()));
        if (!moved.matches()) {
            return null;
        }
        RedisURI to = RedisURI.builder(from).build();
        to.setHost(moved.group(1).isEmpty() ? from.getHost() : moved.group(1));
        to.setPort(Integer.parseInt(moved.group(2)));
        return to;
    }

    /** Says what this node has seen last. Blocks. */
    Attendance attend(String node, StreamPosition seen, String seenAppend) {
        return Attendance.of(commands.sync()
                .<List<Object>>evalsha(
                        digest(Scripts.ATTEND), ScriptOutputType.MULTI, attendKeys(), told(node, seen, seenAppend)));
    }

    /** Says what this node has seen last. */
    CompletionStage<Attendance> attendAsync(String node, StreamPosition seen, String seenAppend) {
        return commands.async()
                .<List<Object>>evalsha(
                        digest(Scripts.ATTEND), ScriptOutputType.MULTI, attendKeys(), told(node, seen, seenAppend))
                .thenApply(Attendance::of);
    }

    private String[] attendKeys() {
        return settings.keys("log", "life", "nodes", "awaited", "marks");
    }

    private byte[][] told(String node, StreamPosition seen, String seenAppend) {
        return new byte[][] {
            bytes(node),
            bytes(seen.life()),
            bytes(seen.number()),
            bytes(seenAppend),
            bytes(settings.bounds().count()),
            bytes(settings.exactness()),
            bytes(settings.bounds().bytes()),
            bytes(settings.bounds().age().toMillis()),
            bytes(LEASE.toMillis()),
            bytes(OTHERS.toMillis())
        };
    }

    /** From here on appends are for this life. */
    void live(long newLife) {
        life = newLife;
    }

    long life() {
        return life;
    }

    private String digest(String script) {
        return Objects.requireNonNull(digests.get(script));
    }

    /** Where it is connected to. */
    RedisURI uri() {
        return uri;
    }

    /** Takes a step on places, after those that were asked for before. */
    RedisFuture<List<Object>> step(String script, byte[]... arguments) {
        return commands.async().evalsha(digest(script), ScriptOutputType.MULTI, settings.keys("leases"), arguments);
    }

    /**
     * Appends to the life that is known; gives null if the log is not what it was.
     *
     * @param more what the script wants besides what an append wants
     */
    RedisFuture<byte[]> append(String script, String id, byte[] entry, StreamPosition seen, byte[]... more) {
        byte[][] arguments = {
            bytes(life),
            bytes(seen.life() == life ? seen.number() : 0),
            bytes(id),
            entry,
            bytes(settings.bounds().count()),
            bytes(settings.exactness())
        };
        byte[][] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return commands.async().evalsha(digest(script), ScriptOutputType.VALUE, settings.keys("log", "life"), all);
    }

    /**
     * How many replicas have taken everything that was appended before. Redis counts from the last write of the connection that waits, so
     * that writes first.
     */
    CompletionStage<Long> replicated() {
        RedisAsyncCommands<String, byte[]> waiting =
                Objects.requireNonNull(replication).async();
        return waiting.evalsha(digest(Scripts.REPLICATED), ScriptOutputType.STATUS, settings.keys("replicated"))
                .thenCombine(
                        waiting.waitForReplication(
                                settings.replicas(), settings.timeout().toMillis()),
                        (written, have) -> have)
                .whenComplete((have, failure) -> {
                    if (failure != null) {
                        close();
                    }
                });
    }

    /** What follows a position in its own life. */
    RedisFuture<List<StreamMessage<String, byte[]>>> page(StreamPosition after, int limit) {
        return commands.async()
                .xrange(
                        settings.key("log"),
                        Range.from(
                                Range.Boundary.excluding(after.toString()),
                                Range.Boundary.including(Long.toString(after.life()))),
                        Limit.from(limit));
    }

    /**
     * What follows a position in any life; waits for half a second if there is nothing. Answered on the thread of the connection, or
     * exceptionally on another if Redis does not answer; once, either way.
     */
    @SuppressWarnings("unchecked") // Lettuce takes the offsets as an array, of which there are none of a generic type
    CompletableFuture<List<StreamMessage<String, byte[]>>> read(StreamPosition after) {
        return tail.async()
                .xread(
                        XReadArgs.Builder.block(WAITS_FOR_ENTRIES).count(ENTRIES),
                        XReadArgs.StreamOffset.from(settings.key("log"), after.toString()))
                .toCompletableFuture()
                .orTimeout(WAITS_FOR_ENTRIES.plus(settings.commandTimeout()).toMillis(), TimeUnit.MILLISECONDS);
    }

    /** This node goes, and is not to be waited for. Blocks until all that was asked for before has been answered, for a second at most. */
    void leave(String node) {
        try {
            if (!commands.async().zrem(settings.key("nodes"), bytes(node)).await(1, TimeUnit.SECONDS)) {
                LOG.debug("Redis does not answer that node {} has left", node);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            connections.end(commands);
            connections.end(tail);
            if (replication != null) {
                connections.end(replication);
            }
        }
    }

    static byte[] bytes(long number) {
        return bytes(Long.toString(number));
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /**
     * What Redis says of the log.
     *
     * @param live whether it may be appended to and read; if not, other nodes have to be heard first
     * @param life its life
     * @param last the last position that it has given
     */
    record Attendance(boolean live, long life, StreamPosition last) {
        private static Attendance of(List<Object> answer) {
            return new Attendance(
                    text(answer.get(0)).equals("live"),
                    Long.parseLong(text(answer.get(1))),
                    StreamPosition.of(text(answer.get(2))));
        }

        private static String text(Object answer) {
            return new String((byte[]) answer, UTF_8);
        }
    }
}
