package io.freshet;

/** What can be appended to an {@link EventLog}: an application's event, or a change of a subscription. */
public sealed interface LogEntry permits Publication, SubscriptionChange {}
