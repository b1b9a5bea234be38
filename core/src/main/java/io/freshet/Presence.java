package io.freshet;

/**
 * A subscriber that has a place.
 *
 * @param subscriber who
 * @param streamName the name of its stream
 * @param node the node that has its connection
 */
public record Presence(SubscriberKey subscriber, String streamName, String node) {}
