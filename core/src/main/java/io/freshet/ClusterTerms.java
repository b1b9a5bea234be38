package io.freshet;

import java.time.Duration;

/**
 * How a hub counts; the same on all of its nodes.
 *
 * @param lease how long a node's lease lasts
 * @param grace how long a subscriber outlives its connection
 * @param hold how long a named subscriber's place is kept for it after its connection ended
 * @param haste a place that is taken over within this time after it was taken is in doubt: the older connection may be the live one
 * @param proof how long the connection that has a place in doubt has to be found dead
 * @param maxDisconnectedPerOwner the most subscribers of an owner that have no connection
 */
public record ClusterTerms(
        Duration lease, Duration grace, Duration hold, Duration haste, Duration proof, int maxDisconnectedPerOwner) {}
