package io.freshet.showcase;

import java.util.List;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;

/** All reactions to all stories. */
interface ShareLinkReactions extends Repository<ShareLinkReaction, Long> {
    ShareLinkReaction save(ShareLinkReaction reaction);

    /** The newest first. */
    List<ShareLinkReaction> findByLinkOrderByIdDesc(String link, Limit limit);
}
