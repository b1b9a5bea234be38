package io.freshet.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.LogEntry;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.StreamMessage;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the stream, one session after the other. Each begins with a look at what became of the log meanwhile, and
 * so does every second of it: nothing is delivered from a log that is not what it was before that is said.
 */
final class Follower implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration DOUBT_PAUSE = Duration.ofMillis(100);
    private static final Duration ATTENDS_EVERY = Duration.ofSeconds(1);

    private final RedisLogSettings settings;
    private final Connections connections;
    private final String node;
    private final Shown shown;
    private final Link link;
    private final Appends appends;
    private final ScheduledExecutorService timer;

    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Whether it is time to say what has been seen. */
    private volatile boolean attends;

    private volatile @Nullable Session session;

    /** Why there is no session; null before. */
    private volatile @Nullable RuntimeException lastFailure;

    // All below is touched by the follower's thread only, or by what it waits for.
    private Duration pause = FIRST_PAUSE;
    private @Nullable Future<?> givingUp;

    Follower(
            RedisLogSettings settings,
            Connections connections,
            String node,
            Shown shown,
            Link link,
            Appends appends,
            ScheduledExecutorService timer) {
        this.settings = settings;
        this.connections = connections;
        this.node = node;
        this.shown = shown;
        this.link = link;
        this.appends = appends;
        this.timer = timer;
    }

    /** Completes once the head of the log is known; exceptionally if Redis does not let us in. */
    CompletableFuture<Void> opened() {
        return opened;
    }

    /** Why the last session ended, or none came about. */
    @Nullable
    RuntimeException lastFailure() {
        return lastFailure;
    }

    @Override
    public void run() {
        Future<?> ticks = timer.scheduleAtFixedRate(
                () -> attends = true, ATTENDS_EVERY.toMillis(), ATTENDS_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        try {
            while (!isClosed()) {
                try (Session current = Session.connect(connections, settings)) {
                    session = current;
                    follow(current);
                } catch (RuntimeException failure) {
                    lost(failure);
                } catch (Error failure) {
                    lost(new RedisLogException("the log could not be read: " + failure, failure));
                }
                rest(pause);
            }
        } finally {
            ticks.cancel(false);
        }
    }

    private void follow(Session current) {
        boolean live = false;
        attends = true;
        while (!isClosed()) {
            if (attends || !live) {
                attends = false;
                live = attend(current);
                if (!live) {
                    rest(DOUBT_PAUSE);
                    continue;
                }
            }
            CompletableFuture<Void> shows = new CompletableFuture<>();
            show(current, shows);
            shows.join();
        }
        current.leave(node);
    }

    private boolean attend(Session current) {
        Shown.Last last = shown.last();
        Session.Attendance attendance = current.attend(node, last.position(), last.append());
        if (!attendance.live()) {
            link.pause(current);
            return false;
        }
        if (last.position().equals(StreamPosition.NONE)) {
            shown.begin(attendance.last());
        }
        current.live(attendance.life());
        link.live(current);
        if (givingUp != null) {
            givingUp.cancel(false);
            givingUp = null;
            LOG.info("The log goes on at {}", settings.where());
        }
        pause = FIRST_PAUSE;
        opened.complete(null);
        return true;
    }

    /**
     * Shows what comes until it is time to attend. The connection's own thread does, which has an entry first: it waits for no other,
     * and the follower's thread waits for its end.
     */
    private void show(Session current, CompletableFuture<Void> done) {
        current.read(shown.position()).whenComplete((messages, failure) -> {
            try {
                if (failure != null) {
                    done.completeExceptionally(failure);
                    return;
                }
                messages.forEach(this::show);
                if (attends || isClosed()) {
                    done.complete(null);
                } else {
                    show(current, done);
                }
            } catch (RuntimeException | Error failed) {
                done.completeExceptionally(failed);
            }
        });
    }

    private void show(StreamMessage<String, byte[]> message) {
        StreamPosition at = StreamPosition.of(message.getId());
        StreamPosition last = shown.position();
        if (at.life() != last.life()) {
            LOG.warn("The log has lost what it had after {}, and begins a new life: {}", last, at);
            appends.lifeIsOver(at.life());
        }
        if (at.number() == 0) {
            shown.begin(at);
            return;
        }
        if (at.life() != last.life() || at.number() != last.number() + 1) {
            LOG.warn("The log was trimmed past this node: it goes on from {} after {}", at.before(), last);
            shown.begin(at.before());
        }
        Map<String, byte[]> fields = message.getBody();
        byte[] entry = fields.get("e");
        LogEntry decoded;
        try {
            if (entry == null) {
                throw new IllegalArgumentException("it has the fields " + fields.keySet() + " in place of a and e");
            }
            decoded = settings.codec().decode(entry);
        } catch (IllegalArgumentException foreign) {
            LOG.warn("The entry {} of {} cannot be read and is passed over", at, settings.key("log"), foreign);
            shown.begin(at);
            return;
        }
        byte[] append = fields.get("a");
        String appendedAs = append == null ? "" : new String(append, UTF_8);
        shown.next(at, decoded, appendedAs);
        appends.shown(appendedAs, at);
    }

    private void lost(RuntimeException failure) {
        lastFailure = failure;
        Session before = session;
        session = null;
        if (before != null) {
            link.pause(before);
        }
        if (isClosed()) {
            return;
        }
        if (!opened.isDone() && isRefusal(failure)) {
            opened.completeExceptionally(failure);
        }
        if (givingUp == null) {
            LOG.warn("Redis at {} is away; the log waits for it", settings.where(), failure);
            givingUp = timer.schedule(
                    () -> link.giveUp(new RedisLogException(
                            "Redis at " + settings.where() + " is away for more than "
                                    + settings.timeout().toMillis() + " ms: " + failure,
                            failure)),
                    settings.timeout().toMillis(),
                    TimeUnit.MILLISECONDS);
        } else {
            LOG.debug("Redis at {} is still away", settings.where(), failure);
        }
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    }

    /** Whether Redis is there and does not want us, which trying again does not mend. */
    static boolean isRefusal(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisCommandExecutionException && !Appends.isPassing(cause)) {
                return true;
            }
        }
        return false;
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void rest(Duration duration) {
        try {
            if (closed.await(duration.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.trace("Closed");
            }
        } catch (InterruptedException interrupted) {
            closed.countDown();
        }
    }

    /** Ends its session, and it with that. */
    void close() {
        closed.countDown();
        Session current = session;
        if (current != null) {
            current.leave(node);
            current.close();
        }
    }
}
