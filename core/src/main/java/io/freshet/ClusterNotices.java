package io.freshet;

/**
 * Told by a {@link Cluster} what other nodes did. Any of this may get lost, but then {@link #missed} is told some time later. Called by
 * any thread; must not block.
 */
public interface ClusterNotices {
    /** The place of a connection of this node was taken by one of another node. Ask whether it is to stay. */
    void contested(SubscriberKey subscriber);

    /** Somebody found no place on streams of this name. Find out which of the owner's connections are dead. */
    void wanted(Owner owner, String streamName);

    /** A place of the owner's may be free. */
    void vacated(Owner owner);

    /** From here on notices are heard; or something may not have been told, or what was agreed may be lost. Ask for all places again. */
    void missed();
}
