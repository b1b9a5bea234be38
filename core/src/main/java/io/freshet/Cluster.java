package io.freshet;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What the nodes of a hub have in common besides the log: who has which place, and what each subscriber selects. It belongs to the
 * hub's log, which all nodes have in common, too: a {@link SubscriptionChange} that the log takes is added, in the same atomic step,
 * to what is known of its subscriber here, if it is newer than what the subscriber holds.
 *
 * <p>Each method is one atomic step, in the time of the cluster alone. What one node asks for is done in the order in which it asks.
 * A stage fails within a bounded time if the step could not be taken, or if that is not known. All methods may be called from any
 * thread and never block, but for {@link #close}.
 *
 * <p>A node has a <i>lease</i>, which it renews. Without one it has no place: its places are anybody's as soon as it has run out.
 */
public interface Cluster extends AutoCloseable {
    /** Says how the hub counts, and who is told what. Called once, before everything else. */
    void begin(ClusterTerms terms, ClusterNotices notices);

    /**
     * Gives the node a lease, or gives it the whole length of its lease again.
     *
     * @param node names one life of a node, until its lease runs out or it resigns
     * @param first whether it has had none; otherwise one that has run out is not given again
     * @return whether the node has its lease
     */
    CompletionStage<Boolean> renew(String node, boolean first);

    /** Gives up the node's lease, and with it the places that it still has. */
    CompletionStage<Void> resign(String node);

    /**
     * Gives a connection its subscriber's place, or a free one: whether there is one is counted over all nodes with a lease, and it
     * is taken in the same step. Of two connections the one with the higher ticket is the newer. The node of the one that had the
     * place, if it is another, is told that it is {@linkplain ClusterNotices#contested contested}; if no place is free, all nodes
     * are told that one is {@linkplain ClusterNotices#wanted wanted}.
     */
    CompletionStage<ClaimResult> claim(Claim claim);

    /** Draws a ticket: who has claimed a place before has a lower one, and who claims one afterwards a higher one. */
    CompletionStage<Long> ticket();

    /** Takes the place away from the connection, if it has it. Who waits for a place of the owner's is told if one is free now. */
    CompletionStage<Void> vacate(SubscriberKey subscriber, String connection, PlaceEnd end);

    /** Forgets a subscriber, with its place and what it selects. */
    CompletionStage<Void> forget(SubscriberKey subscriber);

    /** What is known of a subscriber; nothing if it is not, or not any more. */
    CompletionStage<Optional<SubscriberHistory>> find(SubscriberKey subscriber);

    /** Who has a place, of one owner or of all, on nodes whose lease stands. */
    CompletionStage<List<Presence>> presence(@Nullable Owner owner);

    /** Frees what it holds here. Leases and places run out by themselves; resign first to give them up. May block for a moment. */
    @Override
    void close();
}
