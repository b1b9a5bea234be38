package io.freshet.showcase;

import io.freshet.Hub;
import io.freshet.Publication;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.springframework.data.domain.Limit;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.server.ResponseStatusException;

/** The board: posts and comments. Whoever wrote a post is told of comments on it. */
@Service
class PostService {
    private static final int RECENT_POSTS = 50;
    private static final int RECENT_COMMENTS = 200;

    private final Posts posts;
    private final PostComments comments;
    private final Notifications notifications;
    private final Hub hub;
    private final Clock clock;

    PostService(Posts posts, PostComments comments, Notifications notifications, Hub hub, Clock clock) {
        this.posts = posts;
        this.comments = comments;
        this.notifications = notifications;
        this.hub = hub;
        this.clock = clock;
    }

    @Transactional
    Long post(String title, String user) {
        return posts.save(new Post(title, user, now())).id();
    }

    /**
     * Stores a comment and, unless it is the author's own, the notification of the post's author. All of it is one transaction: the
     * notification's event goes out after commit, and not at all if this is rolled back.
     */
    @Transactional
    PostComment.Data comment(PostId id, String text, String user) {
        Post post = find(id);
        PostComment.Data comment =
                comments.save(new PostComment(post, text, user, now())).data();
        if (!post.author().equals(user)) {
            Notification.Data told =
                    notifications.save(new Notification(post, comment)).data();
            String topic = NotificationTopic.of(post.author());
            var unused = hub.publish(new Publication(List.of(topic), true, hub.event("notification", told)));
        }
        return comment;
    }

    /** The newest posts, the newest first. */
    @Transactional(readOnly = true)
    List<PostSummary> newest() {
        return posts.newest(Limit.of(RECENT_POSTS));
    }

    /** A post with its newest comments, the oldest of them first. */
    @Transactional(readOnly = true)
    PostView view(PostId id) {
        Post post = find(id);
        return PostView.of(post, comments.findByPostIdOrderByIdDesc(post.id(), Limit.of(RECENT_COMMENTS)));
    }

    private Post find(PostId id) {
        return posts.findById(id.number())
                .orElseThrow(
                        () -> new ResponseStatusException(HttpStatus.NOT_FOUND, "there is no post " + id.number()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
