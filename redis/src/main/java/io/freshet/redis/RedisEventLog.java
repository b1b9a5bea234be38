package io.freshet.redis;

import io.freshet.Cluster;
import io.freshet.EventId;
import io.freshet.EventLog;
import io.freshet.HubBuilder;
import io.freshet.LogEntry;
import io.freshet.LogPage;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A log on Redis Streams, which all nodes of a hub have in common. What is acknowledged is as durable as Redis is set up to be.
 *
 * <p>While Redis is away, appends wait for it for the timeout, and fail; after that they fail at once. Nothing is appended twice.
 * A Redis that has lost what a node has seen of it begins a new epoch, before anything is appended to it or delivered from it.
 */
public final class RedisEventLog implements EventLog {
    private static final long ENDS_WITHIN_SECONDS = 3;

    private final RedisLogSettings settings;
    private final Connections connections;
    private final ScheduledThreadPoolExecutor timer;
    private final Shown shown = new Shown();
    private final Link link = new Link();
    private final Appends appends;
    private final Pages pages;
    private final Follower follower;
    private final Thread thread;
    private final RedisCluster cluster;
    private final AtomicBoolean closed = new AtomicBoolean();

    private RedisEventLog(RedisLogSettings settings) {
        String node = UUID.randomUUID().toString();
        this.settings = settings;
        this.connections = new Connections(settings);
        this.timer = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "freshet-redis-timer"));
        timer.setRemoveOnCancelPolicy(true);
        this.appends = new Appends(settings, node, shown, link, timer);
        this.pages = new Pages(settings, shown, link, timer);
        this.follower = new Follower(settings, connections, node, shown, link, appends, timer);
        this.cluster = new RedisCluster(settings, connections, link, appends, timer);
        this.thread = daemon(follower, "freshet-redis-log");
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Begins a log at one of these addresses: of a single Redis, of its Sentinels (a URI of theirs), or of nodes of a cluster. A URI
     * has what Lettuce reads from it: {@code rediss://} for TLS, user and password, database.
     */
    public static RedisEventLogBuilder at(RedisURI... uris) {
        return new RedisEventLogBuilder(List.of(uris));
    }

    static RedisEventLog open(RedisLogSettings settings) {
        RedisEventLog log = new RedisEventLog(settings);
        log.thread.start();
        try {
            Duration patience =
                    settings.timeout().plus(settings.connectTimeout()).plus(settings.commandTimeout());
            log.follower.opened().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return log;
        } catch (ExecutionException failure) {
            log.close();
            throw new RedisLogException(
                    "Redis at " + settings.where() + " does not take the log '" + settings.name() + "' (key "
                            + settings.key("log") + "): "
                            + innermost(failure).getMessage(),
                    failure.getCause());
        } catch (TimeoutException late) {
            log.close();
            RuntimeException failure = log.follower.lastFailure();
            throw new RedisLogException(
                    "Redis at " + settings.where() + " is not there: "
                            + (failure == null
                                    ? "no answer"
                                    : innermost(failure).getMessage()),
                    failure);
        } catch (InterruptedException interrupted) {
            log.close();
            Thread.currentThread().interrupt();
            throw new RedisLogException(
                    "interrupted while Redis at " + settings.where() + " was looked for", interrupted);
        }
    }

    private static Throwable innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /**
     * What the nodes of a hub have in common besides this log, in the same Redis and over the same connections; {@link HubBuilder#cluster}
     * wants it. One for each log; the log closes it.
     */
    public Cluster cluster() {
        return cluster;
    }

    @Override
    public CompletionStage<EventId> append(LogEntry entry) {
        return closed.get() ? closedAlready() : appends.append(entry);
    }

    @Override
    public CompletionStage<LogPage> since(EventId after, int limit) {
        return closed.get() ? closedAlready() : pages.since(after, limit);
    }

    private <T> CompletionStage<T> closedAlready() {
        return CompletableFuture.failedFuture(new IllegalStateException("the log '" + settings.name() + "' is closed"));
    }

    @Override
    public void tail(Tail tail) {
        shown.tail(tail);
    }

    /** Ends its connections and threads; blocks for 3 s at most. What is in Redis stays there. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        cluster.close();
        shown.close();
        follower.close();
        appends.close();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(ENDS_WITHIN_SECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        timer.shutdownNow();
        connections.close();
    }
}
