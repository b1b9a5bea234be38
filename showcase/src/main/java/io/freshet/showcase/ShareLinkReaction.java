package io.freshet.showcase;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** What somebody felt about a story. */
@Entity
@Table(name = "share_link_reactions")
class ShareLinkReaction {
    static final int MAX_EMOJI = 32;

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    @Column(length = 64, nullable = false)
    private String link;

    // A character that takes two of Java's chars counts as one.
    @Column(length = 2 * MAX_EMOJI, nullable = false)
    private String emoji;

    @Column(length = DemoUsers.MAX_NAME, nullable = false)
    private String author;

    @Column(nullable = false)
    private Instant at;

    /** For JPA. */
    protected ShareLinkReaction() {}

    ShareLinkReaction(ShareLink link, String emoji, String author, Instant at) {
        this.link = link.name();
        this.emoji = emoji;
        this.author = author;
        this.at = at;
    }

    Data data() {
        return new Data(id, link, emoji, author, at);
    }

    /** A reaction as answers and events carry it. */
    record Data(Long id, String link, String emoji, String from, Instant at) {}
}
