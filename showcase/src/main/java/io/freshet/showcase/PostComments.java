package io.freshet.showcase;

import java.util.List;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;

/** All comments on all posts. */
interface PostComments extends Repository<PostComment, Long> {
    PostComment save(PostComment comment);

    /** The newest first. */
    List<PostComment> findByPostIdOrderByIdDesc(long postId, Limit limit);
}
