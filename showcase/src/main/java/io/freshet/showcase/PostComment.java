package io.freshet.showcase;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** What somebody said about a post. */
@Entity
@Table(name = "post_comments")
class PostComment {
    static final int MAX_TEXT = 1000;

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    @SuppressWarnings("UnusedVariable") // queries read it
    private long postId;

    // A character that takes two of Java's chars counts as one.
    @Column(length = 2 * MAX_TEXT, nullable = false)
    private String text;

    @Column(length = DemoUsers.MAX_NAME, nullable = false)
    private String author;

    @Column(nullable = false)
    private Instant at;

    /** For JPA. */
    protected PostComment() {}

    PostComment(Post post, String text, String author, Instant at) {
        this.postId = post.id();
        this.text = text;
        this.author = author;
        this.at = at;
    }

    Data data() {
        return new Data(id, author, text, at);
    }

    /** A comment as answers carry it. */
    record Data(Long id, String from, String text, Instant at) {}
}
