package io.freshet.showcase;

import java.time.Instant;
import java.util.List;

/** A post with its newest comments, the oldest of them first. */
record PostView(Long id, String title, String author, Instant at, List<PostComment.Data> comments) {
    static PostView of(Post post, List<PostComment> newestFirst) {
        return new PostView(
                post.id(), post.title(), post.author(), post.at(), Newest.oldestFirst(newestFirst, PostComment::data));
    }
}
