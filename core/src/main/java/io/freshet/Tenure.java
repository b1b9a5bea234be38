package io.freshet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whether the connections of this node still have their places among those of all nodes: one is asked for again when another node may
 * have its place, and all are when this node may have missed something, or has lost its lease.
 */
final class Tenure {
    /** How many connections are asked for at a time, when all are. */
    private static final int AT_A_TIME = 64;

    private final Membership membership;
    private final Subscribers subscribers;
    private final Lease lease;
    private final Probing probing;
    private final TimeSource time;
    private final LaneExecutor timer;
    private final Runnable certain;

    /** Newcomers whose claims have not been answered, by subscriber: what is told meanwhile may be about them. */
    private final Map<SubscriberKey, Newcomers> newcomers = new ConcurrentHashMap<>();

    /** Whether all connections have been asked for since the lease was given. Written by the timer's thread. */
    private volatile boolean isCertain;

    // All below is touched by the timer's thread only.
    private final Map<Connection, Question> questions = new HashMap<>();
    /** Those that must yet be found alive for their older rivals to end. */
    private final Set<Connection> proving = new HashSet<>();
    /** Whether all connections are to be asked for. */
    private boolean unsure = true;

    private @Nullable Round round;

    /** @param certain run on the timer's thread when all connections have their places */
    Tenure(
            Membership membership,
            Subscribers subscribers,
            Lease lease,
            Probing probing,
            TimeSource time,
            LaneExecutor timer,
            Runnable certain) {
        this.membership = membership;
        this.subscribers = subscribers;
        this.lease = lease;
        this.probing = probing;
        this.time = time;
        this.timer = timer;
        this.certain = certain;
    }

    /** Whether all connections have had their places since the lease was given. May be called from any thread. */
    boolean isCertain() {
        return isCertain;
    }

    /** A newcomer of the subscriber claims its place. May be called from any thread. */
    void isClaimed(SubscriberKey subscriber) {
        newcomers.merge(subscriber, new Newcomers(1, false), Newcomers::and);
    }

    /**
     * The claim of a newcomer, made under this name of the node, is answered: it is admitted now or never. It is asked for again if
     * what the answer says may have changed since.
     */
    void isAnswered(SubscriberKey subscriber, String node) {
        Newcomers claiming = newcomers.get(subscriber);
        boolean mayHaveChanged = claiming != null && claiming.contested;
        newcomers.computeIfPresent(subscriber, (key, some) -> some.oneLess());
        if (mayHaveChanged || !node.equals(lease.node())) {
            timer.execute(() -> subscribers.connectionsOf(subscriber).forEach(this::ask));
        }
    }

    /**
     * Asks whether the subscriber's connections are to stay, those included that are about to be admitted. May be called from any
     * thread.
     */
    void askForAll(SubscriberKey subscriber) {
        newcomers.computeIfPresent(subscriber, (key, some) -> new Newcomers(some.count, true));
        timer.execute(() -> subscribers.connectionsOf(subscriber).forEach(this::ask));
    }

    /** Asks whether the connection is to stay. */
    void ask(Connection connection) {
        ask(connection, false, known -> {});
    }

    private void ask(Connection connection, boolean stood, Consumer<Boolean> known) {
        if (!connection.isAdmitted()) {
            known.accept(true);
            return;
        }
        Question asked = questions.get(connection);
        if (asked != null) {
            asked.again.add(known);
            return;
        }
        Question question = new Question();
        questions.put(connection, question);
        String node = lease.node();
        membership
                .claim(connection, node, stood)
                .whenComplete((result, failure) -> timer.execute(() -> {
                    questions.remove(connection);
                    boolean isKnown = failure == null && settle(connection, node, result);
                    if (!isKnown) {
                        unsure = true;
                    }
                    known.accept(isKnown);
                    if (!question.again.isEmpty()) {
                        ask(connection, false, again -> question.again.forEach(other -> other.accept(again)));
                    }
                }));
    }

    /** @return whether it is known now */
    private boolean settle(Connection connection, String node, ClaimResult result) {
        if (result instanceof ClaimResult.Admitted admitted) {
            connection.clusterTicket(admitted.ticket());
            if (connection.isEnded()) {
                membership.left(connection);
            } else if (admitted.inDoubt()) {
                prove(connection);
            }
        } else if (result instanceof ClaimResult.Rival rival) {
            connection.clusterTicket(rival.ticket());
            connection.probe(time.nanos());
            timer.schedule(() -> ask(connection), rival.askAgain());
        } else if (result instanceof ClaimResult.Superseded) {
            connection.end(CloseReason.REPLACED);
        } else if (result instanceof ClaimResult.Full) {
            connection.end(CloseReason.PLACE_LOST);
        } else {
            lease.lost(node);
            return false;
        }
        return true;
    }

    /** Says that the connection is alive once that is known; if it is dead, its end says so. */
    void prove(Connection connection) {
        if (!proving.add(connection)) {
            return;
        }
        probing.follow(
                () -> {
                    connection.probe(time.nanos());
                    return connection.isAdmitted();
                },
                () -> {
                    proving.remove(connection);
                    if (connection.hasStood(probing.length(), time.nanos())) {
                        ask(connection, true, known -> {});
                    } else if (connection.isAdmitted()) {
                        prove(connection);
                    }
                });
    }

    /** The lease is over: nobody's place is certain. */
    void lost() {
        isCertain = false;
        unsure = true;
    }

    /** Something may have happened that this node was not told of. */
    void missed() {
        unsure = true;
        if (lease.stands()) {
            askIfUnsure();
        }
    }

    /** Asks for all connections, if they have to be. */
    void askIfUnsure() {
        if (unsure && round == null) {
            unsure = false;
            round = new Round(subscribers.allConnections());
            round.step();
        }
    }

    /** A subscriber's newcomers whose claims have not been answered, and whether an answer may not be the last word. */
    private record Newcomers(int count, boolean contested) {
        private Newcomers and(Newcomers others) {
            return new Newcomers(count + others.count, contested || others.contested);
        }

        private @Nullable Newcomers oneLess() {
            return count == 1 ? null : new Newcomers(count - 1, contested);
        }
    }

    /** A question for a place that has not been answered, and who wants to know the answer to a later one. */
    private static final class Question {
        private final List<Consumer<Boolean>> again = new ArrayList<>();
    }

    /** All connections are asked for, a bounded number at a time. */
    private final class Round {
        private final Queue<Connection> left;
        private int asked;
        private boolean known = true;

        Round(List<Connection> connections) {
            this.left = new ArrayDeque<>(connections);
        }

        private void step() {
            while (asked < AT_A_TIME && !left.isEmpty()) {
                asked++;
                ask(left.remove(), false, answer -> {
                    asked--;
                    known &= answer;
                    timer.execute(this::step);
                });
            }
            if (asked == 0 && left.isEmpty() && round == this) {
                round = null;
                if (known && !unsure) {
                    isCertain = true;
                    certain.run();
                } else if (known && lease.stands()) {
                    askIfUnsure();
                }
            }
        }
    }
}
