package io.freshet;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names of subscribers that were forgotten together with what they had selected, so that one who comes back and asks for
 * what was missed is told of a gap. Bounded: once a name had to be dropped, nothing is known of anybody before the position at
 * which its subscriber was forgotten, which costs a reader a needless gap and never a silent loss.
 *
 * <p>Guarded by the lock of {@link Subscribers}.
 */
final class Forgotten {
    private static final int MAX = 100_000;

    /** With the head of the log at that moment, the one forgotten first in front. */
    private final Map<SubscriberKey, EventId> forgottenAt = new LinkedHashMap<>();

    private @Nullable EventId horizon;

    void add(SubscriberKey key, EventId head) {
        forgottenAt.remove(key);
        forgottenAt.put(key, head);
        if (forgottenAt.size() > MAX) {
            SubscriberKey first = forgottenAt.keySet().iterator().next();
            horizon = forgottenAt.remove(first);
        }
    }

    /** Of no name is it known what was selected before this position. */
    void knowNothingBefore(EventId position) {
        horizon = position;
    }

    /** The log goes on from a position. Who asks for what was missed in another epoch is told of that, and of nothing else. */
    void begin(EventId position) {
        forgottenAt.values().removeIf(forgotten -> !forgotten.sameEpoch(position));
        if (horizon != null && !horizon.sameEpoch(position)) {
            horizon = null;
        }
    }

    /** The position since which it is known what a new subscriber of this name selects, or null if ever since. */
    @Nullable
    EventId knownSince(SubscriberKey key, EventId head) {
        return forgottenAt.containsKey(key) ? head : horizon;
    }
}
