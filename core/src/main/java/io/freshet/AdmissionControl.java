package io.freshet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides on new connections. Where a place is free, or is the subscriber's own, the decision falls at once on the caller's
 * thread. Otherwise the newcomer waits on the timer's thread while the owner's connections are probed, and while a place is
 * only held.
 */
final class AdmissionControl {
    /** How long after a probe its answer may take to be seen. */
    private static final Duration SETTLING = Duration.ofMillis(50);

    private final Subscribers subscribers;
    private final Settings settings;
    private final TimeSource time;
    private final LaneExecutor timer;
    private final BiConsumer<Connection, Subscriber> starter;

    private volatile boolean closed;

    /**
     * All connections that are neither admitted nor refused. One that is admitted stays until it stands among its subscriber's, so
     * whoever looks here first and there second misses none.
     */
    private final Set<Connection> undecided = ConcurrentHashMap.newKeySet();

    private final AtomicInteger waitingCount = new AtomicInteger();

    /** In the order of arrival. Touched by the timer's thread only. */
    private final Map<Owner, List<Newcomer>> waiting = new LinkedHashMap<>();

    /** @param starter begins an admitted connection */
    AdmissionControl(
            Subscribers subscribers,
            Settings settings,
            TimeSource time,
            LaneExecutor timer,
            BiConsumer<Connection, Subscriber> starter) {
        this.subscribers = subscribers;
        this.settings = settings;
        this.time = time;
        this.timer = timer;
        this.starter = starter;
    }

    /** Admits or refuses the connection, now or later. */
    void decide(Connection connection) {
        undecided.add(connection);
        if (tryToSettle(connection) == null) {
            undecided.remove(connection);
        } else {
            waitingCount.incrementAndGet();
            timer.execute(new Newcomer(connection)::arrive);
        }
    }

    /** An owner's place may be free now. */
    void placeVacated(Owner owner) {
        if (waitingCount.get() > 0) {
            timer.execute(
                    () -> List.copyOf(waiting.getOrDefault(owner, List.of())).forEach(Newcomer::tryAgain));
        }
    }

    /**
     * Ends those of these connections that are neither admitted nor refused, whatever stage of the decision they are at.
     *
     * @return how many this call has ended
     */
    int end(Predicate<Connection> which, CloseReason reason) {
        return (int) undecided.stream()
                .filter(connection -> which.test(connection) && connection.end(reason))
                .count();
    }

    /** Decides on connections again. */
    void open() {
        closed = false;
    }

    /** Refuses every connection from here on. */
    void close() {
        closed = true;
        timer.execute(
                () -> waiting.values().stream().flatMap(List::stream).toList().forEach(Newcomer::tryAgain));
    }

    /** Null if the connection is admitted, refused or ended now. */
    private Occupancy.@Nullable Full tryToSettle(Connection connection) {
        if (connection.isEnded()) {
            return null;
        }
        if (closed) {
            connection.refuse(Refusal.of(RefusalReason.SHUTDOWN, "the server is shutting down")
                    .withRetryAfter(settings.retry()));
            return null;
        }
        Occupancy occupancy = subscribers.occupy(connection);
        if (occupancy instanceof Occupancy.Full full) {
            return full;
        }
        if (occupancy instanceof Occupancy.Occupied occupied) {
            admit(connection, occupied);
        } else if (occupancy instanceof Occupancy.Refused refused) {
            connection.refuse(refused.refusal());
        } else {
            connection.end(CloseReason.REPLACED);
        }
        return null;
    }

    private void admit(Connection connection, Occupancy.Occupied occupied) {
        Connection replaced = occupied.replaced();
        if (replaced != null) {
            replaced.end(CloseReason.REPLACED);
        }
        if (connection.admit()) {
            starter.accept(connection, occupied.subscriber());
            if (closed) {
                connection.end(CloseReason.SHUTDOWN);
            }
        } else {
            CloseReason reason = connection.closeReason();
            subscribers.vacate(connection, reason != null ? reason : CloseReason.PEER_GONE);
            placeVacated(connection.subscriber().owner());
        }
    }

    /** One who found no place free and waits for a while. Touched by the timer's thread only. */
    private final class Newcomer {
        private final Connection connection;
        private final List<Duration> probes;
        private final long arrivedAt = time.nanos();
        private int probed;
        private boolean settled;

        Newcomer(Connection connection) {
            this.connection = connection;
            Duration bound = settings.probing();
            this.probes = List.of(Duration.ZERO, bound.dividedBy(15), bound.dividedBy(3), bound);
        }

        void arrive() {
            waiting.computeIfAbsent(connection.subscriber().owner(), owner -> new ArrayList<>())
                    .add(this);
            proceed();
        }

        void tryAgain() {
            if (!settled && tryToSettle(connection) == null) {
                remove();
            }
        }

        private void proceed() {
            if (settled) {
                return;
            }
            Occupancy.Full full = tryToSettle(connection);
            if (full == null) {
                remove();
                return;
            }
            List<Connection> blind = full.holders().stream()
                    .filter(holder -> !holder.transport().seesPeerGo())
                    .toList();
            if (probed < probes.size() && !blind.isEmpty()) {
                blind.forEach(Connection::probe);
                probed++;
                Duration next = probed < probes.size() ? probes.get(probed).minus(probes.get(probed - 1)) : SETTLING;
                timer.schedule(this::proceed, next);
            } else if (full.nanosUntilFree() > 0 && time.nanos() - arrivedAt < longestWait()) {
                timer.schedule(this::proceed, Duration.ofNanos(full.nanosUntilFree()));
            } else {
                remove();
                connection.refuse(full.refusal());
            }
        }

        private long longestWait() {
            return settings.probing().plus(SETTLING).plus(settings.hold()).toNanos();
        }

        private void remove() {
            settled = true;
            undecided.remove(connection);
            waitingCount.decrementAndGet();
            waiting.computeIfPresent(connection.subscriber().owner(), (owner, newcomers) -> {
                newcomers.remove(this);
                return newcomers.isEmpty() ? null : newcomers;
            });
        }
    }
}
