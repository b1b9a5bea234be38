package io.freshet;

import java.time.Duration;

/** What a hub was configured with. {@link HubBuilder} documents each. */
record Settings(
        Duration grace,
        Duration hold,
        Duration probing,
        Duration heartbeat,
        Duration stall,
        Duration retry,
        OverflowPolicy overflow,
        int outboxEvents,
        long outboxBytes,
        int windowEvents,
        long windowBytes,
        int maxConnections,
        int maxDisconnectedPerOwner,
        int maxDisconnected,
        int maxSelectors,
        int maxEventBytes,
        int maxAppendsInFlight) {}
