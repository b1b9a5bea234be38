package io.freshet.showcase;

import java.time.Instant;

/** A post as a list shows it, with the number of comments on it. */
record PostSummary(Long id, String title, String author, Instant at, long comments) {}
