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
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides on new connections. Where a place is free, or is the subscriber's own, the decision falls at once on the caller's
 * thread. Otherwise the newcomer waits on the timer's thread until those of the owner's connections that are dead are known, and
 * while a place is only held.
 */
final class AdmissionControl {
    /** However many dead requests of its own come before it, no page waits longer. */
    private static final long LONGEST_WAIT_NANOS = Duration.ofSeconds(5).toNanos();

    private final Subscribers subscribers;
    private final @Nullable Membership membership;
    private final Settings settings;
    private final TimeSource time;
    private final LaneExecutor timer;
    private final Probing probing;
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

    /**
     * @param membership asks the other nodes, or null if there are none
     * @param starter begins an admitted connection
     */
    AdmissionControl(
            Subscribers subscribers,
            @Nullable Membership membership,
            Settings settings,
            TimeSource time,
            LaneExecutor timer,
            BiConsumer<Connection, Subscriber> starter) {
        this.subscribers = subscribers;
        this.membership = membership;
        this.settings = settings;
        this.time = time;
        this.timer = timer;
        this.probing = new Probing(settings.probing(), timer);
        this.starter = starter;
    }

    /** Admits or refuses the connection, now or later. */
    void decide(Connection connection) {
        undecided.add(connection);
        tryToSettle(connection, full -> {
            if (full == null) {
                undecided.remove(connection);
            } else {
                waitingCount.incrementAndGet();
                timer.execute(new Newcomer(connection)::arrive);
            }
        });
    }

    /** An owner's place may be free now. */
    void placeVacated(Owner owner) {
        if (waitingCount.get() > 0) {
            timer.execute(() -> inTurn(owner).forEach(Newcomer::tryAgain));
        }
    }

    /** First come, first served. But of those without a name the older ones may be a page's that was refreshed since. */
    private List<Newcomer> inTurn(Owner owner) {
        List<Newcomer> turn = new ArrayList<>();
        int named = 0;
        for (Newcomer newcomer : waiting.getOrDefault(owner, List.of())) {
            turn.add(named, newcomer);
            if (newcomer.connection.isNamed()) {
                named++;
            }
        }
        return turn;
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

    /**
     * Refuses every connection from here on, and those that are not admitted yet. Who is admitted all the same has its place already,
     * and stands among its subscriber's: whoever looks there after this misses none.
     */
    void close() {
        closed = true;
        undecided.forEach(this::refuseForShutdown);
        timer.execute(
                () -> waiting.values().stream().flatMap(List::stream).toList().forEach(Newcomer::tryAgain));
    }

    /**
     * Tries to give the connection its place: at once, or with the answer of the other nodes, on the timer's thread.
     *
     * @param then told null if the connection is admitted, refused or ended now
     */
    private void tryToSettle(Connection connection, Consumer<Occupancy.@Nullable Full> then) {
        if (connection.isEnded()) {
            then.accept(null);
        } else if (membership == null || closed) {
            then.accept(settle(connection, closed ? null : subscribers.occupy(connection)));
        } else {
            membership.occupy(connection, occupancy -> then.accept(settle(connection, occupancy)));
        }
    }

    private Occupancy.@Nullable Full settle(Connection connection, @Nullable Occupancy occupancy) {
        if (closed) {
            // If the other nodes have given it a place, it gives it back below.
            refuseForShutdown(connection);
        }
        if (occupancy == null) {
            return null;
        }
        if (occupancy instanceof Occupancy.Full full) {
            return closed ? null : full;
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

    private void refuseForShutdown(Connection connection) {
        connection.refuse(Refusal.of(RefusalReason.SHUTDOWN, "the server is shutting down")
                .withRetryAfter(settings.retry()));
    }

    private void admit(Connection connection, Occupancy.Occupied occupied) {
        Connection replaced = occupied.replaced();
        if (replaced != null) {
            replaced.end(CloseReason.REPLACED);
        }
        Connection rival = occupied.rival();
        if (connection.admit()) {
            starter.accept(connection, occupied.subscriber());
            if (waitingCount.get() > 0) {
                probeWhileOthersWait(connection);
            }
        } else {
            CloseReason reason = connection.closeReason();
            subscribers.vacate(connection, reason != null ? reason : CloseReason.PEER_GONE);
            if (membership != null) {
                membership.left(connection);
            }
            placeVacated(connection.subscriber().owner());
        }
        if (rival != null) {
            settle(rival);
        }
    }

    /** It may be dead already, and others want its place. */
    private void probeWhileOthersWait(Connection connection) {
        probing.follow(
                () -> {
                    boolean wanted = !connection.isEnded()
                            && waiting.containsKey(connection.subscriber().owner());
                    if (wanted) {
                        connection.probe(time.nanos());
                    }
                    return wanted;
                },
                () -> {});
    }

    /** Finds out who of a subscriber's connections is alive, and ends this one unless all newer ones are dead. */
    private void settle(Connection rival) {
        probing.follow(
                () -> {
                    // To the end also if it has inherited the place in the meantime, and may be dead itself.
                    boolean open = !rival.isEnded();
                    if (open) {
                        subscribers.connectionsOf(rival.subscriber()).forEach(each -> each.probe(time.nanos()));
                    }
                    return open;
                },
                () -> {
                    if (subscribers.isDefeated(rival, probing.length())) {
                        rival.end(CloseReason.REPLACED);
                    } else if (subscribers.isRival(rival)) {
                        settle(rival);
                    }
                });
    }

    /** One who found no place free and waits for a while. Touched by the timer's thread only. */
    private final class Newcomer {
        private final Connection connection;
        private final long arrivedAt = time.nanos();
        private boolean settled;
        /** Whether the other nodes have not answered yet; who tries meanwhile tries again then. */
        private boolean asking;

        private final List<Consumer<Occupancy.Full>> later = new ArrayList<>();

        Newcomer(Connection connection) {
            this.connection = connection;
        }

        void arrive() {
            waiting.computeIfAbsent(connection.subscriber().owner(), owner -> new ArrayList<>())
                    .add(this);
            probing.start(this::probe, this::proceed);
        }

        void tryAgain() {
            attempt(full -> {});
        }

        /** @param stillFull told if the connection has to wait on */
        private void attempt(Consumer<Occupancy.Full> stillFull) {
            if (settled) {
                return;
            }
            if (asking) {
                later.add(stillFull);
                return;
            }
            asking = true;
            tryToSettle(connection, full -> {
                asking = false;
                if (full == null) {
                    remove();
                    return;
                }
                stillFull.accept(full);
                List<Consumer<Occupancy.Full>> waited = List.copyOf(later);
                later.clear();
                if (!waited.isEmpty()) {
                    attempt(again -> waited.forEach(each -> each.accept(again)));
                }
            });
        }

        /** False once it is settled. */
        private boolean probe() {
            attempt(full -> full.holders().forEach(holder -> holder.probe(time.nanos())));
            return !settled;
        }

        /** Every holder that was there at first and is there still is alive. */
        private void proceed() {
            attempt(full -> {
                long wait = waitFor(full);
                if (wait > 0) {
                    timer.schedule(this::proceed, Duration.ofNanos(wait));
                } else {
                    remove();
                    connection.refuse(full.refusal());
                }
            });
        }

        /**
         * Nanoseconds until a place that is held becomes free, or the youngest holder that may be a page's own earlier request has
         * had its time to be found dead; 0 if there is nothing to wait for.
         */
        private long waitFor(Occupancy.Full full) {
            long waited = time.nanos() - arrivedAt;
            long unsure = probing.length().toNanos() - full.nanosSinceBegun();
            if (unsure > 0 && waited < LONGEST_WAIT_NANOS) {
                return Math.min(unsure, LONGEST_WAIT_NANOS - waited);
            }
            boolean holdCounts = waited < probing.length().plus(settings.hold()).toNanos();
            return holdCounts ? full.nanosUntilFree() : 0;
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
