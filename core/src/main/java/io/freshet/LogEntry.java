package io.freshet;

/**
 * What can be appended to an {@link EventLog}: an application's event, a change of a subscription, or an end of connections on other
 * nodes.
 */
public sealed interface LogEntry permits Publication, SubscriptionChange, Ending {}
