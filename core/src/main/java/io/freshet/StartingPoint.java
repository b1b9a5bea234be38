package io.freshet;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream begins.
 *
 * @param position the position that everything sent follows
 * @param gap why it is not the position that was asked for, or null
 * @param resumes whether it is the position that was asked for, so that the client has the state up to it
 * @param unproven whether the log has to be asked first if it reaches back so far, since nothing can be said of it later
 */
record StartingPoint(EventId position, @Nullable GapReason gap, boolean resumes, boolean unproven) {
    /**
     * @param request says where its client was
     * @param head where a stream begins that does not resume
     * @param knownSince the position since which it is known what the subscriber selects, or null if ever since
     */
    static StartingPoint of(ConnectRequest request, EventId head, @Nullable EventId knownSince) {
        String lastEventId = request.lastEventId();
        if (lastEventId == null) {
            return atHead(head, null);
        }
        if (lastEventId.equals(ConnectRequest.EARLIEST)) {
            EventId oldest =
                    knownSince != null && knownSince.sameEpoch(head) ? knownSince : new EventId(head.epoch(), 0);
            return new StartingPoint(oldest, null, false, true);
        }
        Optional<EventId> asked = EventId.parse(lastEventId);
        if (asked.isEmpty()) {
            return atHead(head, GapReason.UNREADABLE);
        }
        EventId from = asked.get();
        if (!from.sameEpoch(head) || from.isAfter(head)) {
            return atHead(head, GapReason.EPOCH);
        }
        if (knownSince != null && knownSince.sameEpoch(from) && knownSince.isAfter(from)) {
            return atHead(head, GapReason.FORGOTTEN);
        }
        return new StartingPoint(from, null, true, request.plain());
    }

    /** Whether the client was at a position that is not reached yet. */
    static boolean isAhead(ConnectRequest request, EventId head) {
        String lastEventId = request.lastEventId();
        return lastEventId != null
                && EventId.parse(lastEventId)
                        .filter(asked -> asked.sameEpoch(head) && asked.isAfter(head))
                        .isPresent();
    }

    private static StartingPoint atHead(EventId head, @Nullable GapReason gap) {
        return new StartingPoint(head, gap, false, false);
    }

    /** The same, now that it is known where what the log has begins. */
    StartingPoint provenFrom(EventId from) {
        boolean missing = resumes && !from.equals(position);
        return new StartingPoint(from, missing ? GapReason.TRIMMED : null, resumes && !missing, false);
    }
}
