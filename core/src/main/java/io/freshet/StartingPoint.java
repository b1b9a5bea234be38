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
     * @param subscriber may be known only since a position, and not as what its client takes it for
     */
    static StartingPoint of(ConnectRequest request, EventId head, Subscriber subscriber) {
        EventId knownSince = subscriber.knownSince();
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
        boolean knownLater = knownSince != null && knownSince.sameEpoch(from) && knownSince.isAfter(from);
        if (knownLater || contradicts(request, subscriber, from)) {
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

    /**
     * Whether its client was told of something else there than what the subscriber is known to have selected. A text that is no
     * fingerprint says nothing: it may be a parameter of the application's own.
     */
    private static boolean contradicts(ConnectRequest request, Subscriber subscriber, EventId from) {
        Selected said = request.selected();
        String asked = request.subscriber();
        Subscription held = subscriber.subscriptionAt(from);
        return said != null
                && Fingerprint.revisionOf(said.fingerprint()) >= 0
                && asked != null
                && held != null
                && !said.isOf(
                        new SubscriberKey(request.owner(), request.stream().path(), asked), held);
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
