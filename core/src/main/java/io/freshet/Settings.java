package io.freshet;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a hub was configured with. {@link HubBuilder} documents each. */
record Settings(
        Duration lease,
        Duration grace,
        Duration hold,
        Duration probing,
        Duration heartbeat,
        Duration stall,
        Duration retry,
        @Nullable Duration maxLife,
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
