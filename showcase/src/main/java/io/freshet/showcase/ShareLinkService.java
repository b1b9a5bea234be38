package io.freshet.showcase;

import io.freshet.Hub;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Takes reactions to a story, and tells everybody who looks at it. */
@Service
class ShareLinkService {
    private static final int RECENT = 50;

    private final ShareLinkReactions reactions;
    private final Hub hub;
    private final Clock clock;

    ShareLinkService(ShareLinkReactions reactions, Hub hub, Clock clock) {
        this.reactions = reactions;
        this.hub = hub;
        this.clock = clock;
    }

    /** Stores a reaction and publishes it: the event goes out after commit, and not at all if this is rolled back. */
    @Transactional
    ShareLinkReaction.Data react(ShareLink link, String emoji, String user) {
        ShareLinkReaction.Data reaction = reactions
                .save(new ShareLinkReaction(link, emoji, user, clock.instant().truncatedTo(ChronoUnit.MILLIS)))
                .data();
        var unused = hub.publish(link.reactions(), hub.event("reaction", reaction));
        return reaction;
    }

    /** The newest reactions, the oldest of them first: a stream goes on where they end. */
    @Transactional(readOnly = true)
    List<ShareLinkReaction.Data> recent(ShareLink link) {
        return Newest.oldestFirst(
                reactions.findByLinkOrderByIdDesc(link.name(), Limit.of(RECENT)), ShareLinkReaction::data);
    }
}
