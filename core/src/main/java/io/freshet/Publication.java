package io.freshet;

import java.util.List;

/**
 * An event on its way to everybody who selects one of its topics; a connection gets it once, however many match.
 *
 * @param topics one or more, each a topic and not a pattern
 * @param isPrivate whether it goes only to those whose {@link Rights} name one of its topics
 * @param event what is sent
 */
public record Publication(List<String> topics, boolean isPrivate, Event event) implements LogEntry {
    /** The most topics that one publication may have. */
    public static final int MAX_TOPICS = 1000;

    /** @throws IllegalArgumentException if there is no topic, more than {@link #MAX_TOPICS}, or one that is not allowed */
    public Publication {
        topics = List.copyOf(topics);
        if (topics.isEmpty() || topics.size() > MAX_TOPICS) {
            throw new IllegalArgumentException(topics.size() + " topics are not allowed: 1 to " + MAX_TOPICS);
        }
        topics.forEach(Selector::requireTopic);
    }
}
