package io.freshet.showcase;

import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** All posts of the board. */
interface Posts extends Repository<Post, Long> {
    Post save(Post post);

    Optional<Post> findById(long id);

    /** The newest first, with the number of comments on each. */
    @Query(
            """
            select new io.freshet.showcase.PostSummary(p.id, p.title, p.author, p.at,
                (select count(c) from PostComment c where c.postId = p.id))
            from Post p order by p.id desc""")
    List<PostSummary> newest(Limit limit);
}
