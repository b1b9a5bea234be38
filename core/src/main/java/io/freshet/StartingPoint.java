package io.freshet;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream begins.
 *
 * @param position the position that everything sent follows
 * @param gap why it is not the position that was asked for, or null
 * @param resumes whether it is the position that was asked for, so that the client has the state up to it
 */
record StartingPoint(EventId position, @Nullable GapReason gap, boolean resumes) {
    /**
     * @param lastEventId what the client sent, or null
     * @param head where a stream begins that does not resume
     * @param knownSince the position since which it is known what the subscriber selects, or null if ever since
     */
    static StartingPoint of(@Nullable String lastEventId, EventId head, @Nullable EventId knownSince) {
        if (lastEventId == null) {
            return new StartingPoint(head, null, false);
        }
        Optional<EventId> asked = EventId.parse(lastEventId);
        if (asked.isEmpty()) {
            return new StartingPoint(head, GapReason.UNREADABLE, false);
        }
        EventId from = asked.get();
        if (!from.sameEpoch(head) || from.isAfter(head)) {
            return new StartingPoint(head, GapReason.EPOCH, false);
        }
        if (knownSince != null && knownSince.isAfter(from)) {
            return new StartingPoint(head, GapReason.FORGOTTEN, false);
        }
        return new StartingPoint(from, null, true);
    }
}
