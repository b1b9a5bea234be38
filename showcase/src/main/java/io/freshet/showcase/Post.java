package io.freshet.showcase;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** What somebody put on the board. */
@Entity
@Table(name = "posts")
class Post {
    static final int MAX_TITLE = 200;

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    // A character that takes two of Java's chars counts as one.
    @Column(length = 2 * MAX_TITLE, nullable = false)
    private String title;

    @Column(length = DemoUsers.MAX_NAME, nullable = false)
    private String author;

    @Column(nullable = false)
    private Instant at;

    /** For JPA. */
    protected Post() {}

    Post(String title, String author, Instant at) {
        this.title = title;
        this.author = author;
        this.at = at;
    }

    Long id() {
        return id;
    }

    String title() {
        return title;
    }

    String author() {
        return author;
    }

    Instant at() {
        return at;
    }
}
