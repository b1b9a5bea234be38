package io.freshet;

/**
 * What a connection asks of a {@link Cluster}: its subscriber's place, for the first time or again.
 *
 * @param node which node asks
 * @param subscriber whose place it is
 * @param streamName the name of its stream, within which places count
 * @param named whether its client will come back under the same id
 * @param connection the connection's id
 * @param order of the node's own connections of a subscriber the one with the higher order is the newer
 * @param ticket what the cluster answered before, or 0 for a new one
 * @param limit how many places the owner may have on streams of this name, or 0 for any number
 * @param stood whether the connection has been found alive since it has the place
 * @param subscription what the subscriber selects if the cluster does not know it
 * @param head the newest position that the node knows
 */
public record Claim(
        String node,
        SubscriberKey subscriber,
        String streamName,
        boolean named,
        String connection,
        long order,
        long ticket,
        int limit,
        boolean stood,
        Subscription subscription,
        EventId head) {}
