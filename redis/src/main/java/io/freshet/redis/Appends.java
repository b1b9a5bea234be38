package io.freshet.redis;

import io.freshet.EventId;
import io.freshet.LogEntry;
import io.freshet.SubscriptionChange;
import io.lettuce.core.RedisCommandExecutionException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The entries that this node is appending. One that Redis refused is sent again once it is known why; one whose answer was lost never
 * is, but whoever finds it in the stream acknowledges it all the same. May be used by any thread.
 */
final class Appends {
    /** Answers that mean another Redis, or this one a little later. */
    private static final List<String> PASSING = List.of(
            "NOSCRIPT", "READONLY", "LOADING", "MASTERDOWN", "MOVED", "ASK", "TRYAGAIN", "CLUSTERDOWN", "UNBLOCKED");

    /** What Lettuce says of a command that it did not send. */
    private static final List<String> NOT_SENT =
            List.of("Connection is closed", "Currently not connected. Commands are rejected.");

    private final RedisLogSettings settings;
    private final String node;
    private final Shown shown;
    private final Link link;
    private final ScheduledExecutorService timer;
    private final Replicas replicas;
    private final Turnstile unseen;

    /** How a cluster counts, which keeps what changes make of their subscribers; null without one. */
    private volatile @Nullable PlaceTerms places;

    private final AtomicLong count = new AtomicLong();
    private final Map<String, Append> inFlight = new ConcurrentHashMap<>();

    Appends(RedisLogSettings settings, String node, Shown shown, Link link, ScheduledExecutorService timer) {
        this.settings = settings;
        this.node = node;
        this.shown = shown;
        this.link = link;
        this.timer = timer;
        this.unseen = new Turnstile(settings.bounds().count() / 2);
        this.replicas = new Replicas(settings.replicas());
    }

    /** Changes of subscriptions are from here on kept beside the log, too. */
    void keepChanges(PlaceTerms terms) {
        places = terms;
    }

    /** @throws IllegalArgumentException if the entry cannot be written down */
    CompletionStage<EventId> append(LogEntry entry) {
        Append append = append(node + ":" + count.incrementAndGet(), entry);
        inFlight.put(append.id, append);
        ScheduledFuture<?> deadline = timer.schedule(
                () -> append.late(settings.timeout().toMillis()),
                settings.timeout().toMillis(),
                TimeUnit.MILLISECONDS);
        append.result.whenComplete((id, failure) -> {
            deadline.cancel(false);
            inFlight.remove(append.id);
        });
        unseen.enter(() -> {
            append.result.whenComplete((id, failure) -> unseen.leave());
            send(append);
        });
        return append.result;
    }

    private Append append(String id, LogEntry entry) {
        byte[] encoded = settings.codec().encode(entry);
        boolean replicated = settings.replicas() == 0;
        PlaceTerms kept = places;
        return kept != null && entry instanceof SubscriptionChange change
                ? new Append(id, encoded, Scripts.CHANGE, kept.change(change), replicated)
                : new Append(id, encoded, Scripts.APPEND, new byte[0][], replicated);
    }

    private void send(Append append) {
        try {
            link.use(session -> send(append, session));
        } catch (RuntimeException | Error failure) {
            append.fail("not appended: " + failure.getMessage(), failure);
        }
    }

    private void send(Append append, Session session) {
        if (append.result.isDone() || !append.isSentTo(session.life())) {
            return;
        }
        session.append(append.script, append.id, append.entry, shown.position(), append.more)
                .whenComplete((id, failure) -> {
                    if (failure != null) {
                        failed(append, session, failure);
                    } else if (id == null) {
                        refused(append, session);
                    } else if (settings.replicas() > 0) {
                        replicas.await(append, session);
                    }
                });
    }

    /** The log is not what this node takes it for; it was not appended, and is once that is settled. */
    private void refused(Append append, Session session) {
        link.pause(session);
        again(append);
        Shown.Last last = shown.last();
        session.attendAsync(node, last.position(), last.append()).thenAccept(attendance -> {
            if (attendance.live()) {
                session.live(attendance.life());
                link.live(session);
            }
        });
    }

    private void failed(Append append, Session session, Throwable failure) {
        if (mayComeYet(failure)) {
            // What has become of it the stream will show, or the deadline end it.
            return;
        }
        if (!(failure instanceof RedisCommandExecutionException)) {
            link.pause(session);
            again(append);
            return;
        }
        if (isPassing(failure)) {
            link.pause(session);
            again(append);
            session.close();
        } else {
            append.fail("not appended: Redis at " + settings.where() + " says " + failure.getMessage(), failure);
        }
    }

    private void again(Append append) {
        if (append.isSentTo(0)) {
            send(append);
        }
    }

    /** Whether the connection broke while the command was on its way: nobody will say whether Redis takes it, or has. */
    static boolean mayComeYet(Throwable failure) {
        return !(failure instanceof RedisCommandExecutionException)
                && !NOT_SENT.contains(String.valueOf(failure.getMessage()));
    }

    static boolean isPassing(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return PASSING.stream().anyMatch(message::startsWith);
    }

    /** The stream has shown an entry. */
    void shown(String id, StreamPosition at) {
        Append append = inFlight.get(id);
        if (append != null) {
            append.shown(at.eventId());
        }
    }

    /** Nothing more will be seen of any life before this one. */
    void lifeIsOver(long newLife) {
        for (Append append : inFlight.values()) {
            long sentTo = append.life();
            if (sentTo > 0 && sentTo < newLife) {
                append.fail("the log has lost the entry together with others, and begun a new life", null);
            }
        }
    }

    void close() {
        inFlight.values().forEach(append -> append.fail("the log was closed: the entry may be in it or not", null));
    }
}
