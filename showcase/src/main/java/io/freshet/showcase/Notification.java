package io.freshet.showcase;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** Tells a user that somebody commented on their post. */
@Entity
@Table(name = "notifications")
class Notification {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    @SuppressWarnings("UnusedVariable") // queries read it
    @Column(length = DemoUsers.MAX_NAME, nullable = false)
    private String recipient;

    private long postId;

    @Column(length = DemoUsers.MAX_NAME, nullable = false)
    private String author;

    @Column(length = 2 * PostComment.MAX_TEXT, nullable = false)
    private String text;

    @Column(nullable = false)
    private Instant at;

    /** For JPA. */
    protected Notification() {}

    /** To the author of the post, about a comment on it. */
    Notification(Post post, PostComment.Data comment) {
        this.recipient = post.author();
        this.postId = post.id();
        this.author = comment.from();
        this.text = comment.text();
        this.at = comment.at();
    }

    Data data() {
        return new Data(id, postId, author, text, at);
    }

    /** A notification as answers and events carry it. */
    record Data(Long id, long postId, String from, String text, Instant at) {}
}
