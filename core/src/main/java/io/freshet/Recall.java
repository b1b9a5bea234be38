package io.freshet;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a client says of a subscriber that is not known any more. Its changes from there on are in the log, and a replay comes to them.
 *
 * @param asked the subscriber by the id that the client knows, under which the log has its changes
 * @param from the position that the client resumes from
 * @param subscription what was selected there
 * @param until the position since which changes are known without the log
 */
record Recall(SubscriberKey asked, EventId from, Subscription subscription, EventId until) {
    /**
     * What the request says, or null if it says nothing that could be true or would be needed.
     *
     * @param knownSince the position since which it is known what the subscriber selects, or null if ever since
     */
    static @Nullable Recall of(ConnectRequest request, SubscriberKey asked, @Nullable EventId knownSince) {
        Selected selected = request.selected();
        String lastEventId = request.lastEventId();
        if (selected == null || lastEventId == null || knownSince == null) {
            return null;
        }
        Optional<EventId> from = EventId.parse(lastEventId)
                .filter(position -> position.sameEpoch(knownSince) && !position.isAfter(knownSince));
        Subscription said = selected.of(asked, request.topics());
        return from.isEmpty() || said == null ? null : new Recall(asked, from.get(), said, knownSince);
    }
}
