package io.freshet;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a subscriber selects: one topic, or a pattern over topics.
 *
 * <p>A topic is 1 to 512 characters without control characters, and {@code /} parts it into segments. In a pattern a segment
 * {@code *} stands for exactly one segment, and a last segment {@code **} for one or more: {@code stores/2/*} matches
 * {@code stores/2/orders}, {@code stores/**} matches every topic below {@code stores}, {@code **} matches all.
 */
public final class Selector {
    private static final String ONE = "*";
    private static final String REST = "**";

    private final String text;
    private final String[] segments;
    private final boolean exact;

    private Selector(String text) {
        this.text = Text.requirePlain("selector", text, Text.MAX_TOPIC);
        this.segments = split(text);
        boolean pattern = false;
        for (int i = 0; i < segments.length; i++) {
            pattern |= segments[i].equals(ONE) || segments[i].equals(REST);
            if (segments[i].equals(REST) && i < segments.length - 1) {
                throw new IllegalArgumentException(
                        "selector " + Text.shown(text) + " is not allowed: ** can only be the last segment");
            }
        }
        this.exact = !pattern;
    }

    /** @throws IllegalArgumentException if the text is no topic and no pattern */
    public static Selector of(String text) {
        return new Selector(text);
    }

    /** The selectors of these texts, in their order, each once. */
    public static Set<Selector> all(Collection<String> texts) {
        Set<Selector> selectors = new LinkedHashSet<>();
        texts.forEach(text -> selectors.add(of(text)));
        return selectors;
    }

    /** @throws IllegalArgumentException if the text is not a topic: empty, too long, a control character, or a pattern */
    static String requireTopic(String topic) {
        Text.requirePlain("topic", topic, Text.MAX_TOPIC);
        if (topic.indexOf('*') >= 0 && !of(topic).isExact()) {
            throw new IllegalArgumentException(
                    "topic " + Text.shown(topic) + " is not allowed: a segment * or ** makes it a pattern");
        }
        return topic;
    }

    static String[] split(String topic) {
        return topic.split("/", -1);
    }

    /** Whether this selects one topic only, the one it is written as. */
    public boolean isExact() {
        return exact;
    }

    /** Whether this selects the topic. */
    public boolean matches(String topic) {
        return exact ? text.equals(topic) : covers(split(topic));
    }

    /** Whether every topic that the other selects is selected by this one, too. */
    public boolean covers(Selector other) {
        return covers(other.segments);
    }

    private boolean covers(String[] others) {
        for (int i = 0; i < segments.length; i++) {
            if (i >= others.length) {
                return false;
            }
            if (segments[i].equals(REST)) {
                return true;
            }
            if (others[i].equals(REST) || !(segments[i].equals(ONE) || segments[i].equals(others[i]))) {
                return false;
            }
        }
        return segments.length == others.length;
    }

    String[] segments() {
        return segments;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Selector selector && selector.text.equals(text);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(segments);
    }

    /** The selector as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
