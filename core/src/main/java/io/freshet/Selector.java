package io.freshet;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber selects: one topic, or a pattern over topics.
 *
 * <p>A topic is 1 to 2,048 characters without control characters, and {@code /} parts it into segments. In a pattern a segment
 * {@code *} stands for exactly one segment, and a last segment {@code **} for one or more: {@code stores/2/*} matches
 * {@code stores/2/orders}, {@code stores/**} matches every topic below {@code stores}, {@code **} matches all. Applications whose
 * topics are patterned otherwise bring {@linkplain #matching selectors of their own}.
 */
public final class Selector {
    private static final String ONE = "*";
    private static final String REST = "**";
    private static final String[] NONE = {};

    private final String text;
    private final String[] segments;
    private final Syntax syntax;
    private final String prefix;
    private final @Nullable Predicate<String> matcher;

    private Selector(String text, Syntax syntax) {
        this(text, syntax, "", null);
    }

    private Selector(String text, Syntax syntax, String prefix, @Nullable Predicate<String> matcher) {
        this.text = Text.requirePlain("selector", text, Text.MAX_TOPIC);
        this.segments = syntax == Syntax.SEGMENTS ? split(text) : NONE;
        this.syntax = syntax;
        this.prefix = prefix;
        this.matcher = matcher;
    }

    /** @throws IllegalArgumentException if the text is no topic and no pattern */
    public static Selector of(String text) {
        String[] segments = split(text);
        boolean pattern = false;
        for (int i = 0; i < segments.length; i++) {
            pattern |= segments[i].equals(ONE) || segments[i].equals(REST);
            if (segments[i].equals(REST) && i < segments.length - 1) {
                throw new IllegalArgumentException(
                        "selector " + Text.shown(text) + " is not allowed: ** can only be the last segment");
            }
        }
        return new Selector(text, pattern ? Syntax.SEGMENTS : Syntax.EXACT);
    }

    /**
     * Selects the topic that is written so, whatever it looks like.
     *
     * @throws IllegalArgumentException if the text is no topic
     */
    public static Selector exact(String topic) {
        return new Selector(topic, Syntax.EXACT);
    }

    /**
     * Selects by a syntax of the application's own. The text alone tells such selectors apart, so one text always goes with the
     * same prefix and matcher.
     *
     * @param prefix what all topics begin with that are selected; the longer it is, the fewer events the selector costs anything
     * @param matcher whether a topic that begins so is selected; called by any thread, for every one that is published
     * @throws IllegalArgumentException if the text is empty, longer than a topic may be, or has a control character
     */
    public static Selector matching(String text, String prefix, Predicate<String> matcher) {
        return new Selector(text, Syntax.OTHER, prefix, matcher);
    }

    /** Selects by a syntax of the application's own, whatever a topic begins with; otherwise as the other method of this name. */
    public static Selector matching(String text, Predicate<String> matcher) {
        return matching(text, "", matcher);
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
        return syntax == Syntax.EXACT;
    }

    /** Whether this selects the topic. */
    public boolean matches(String topic) {
        return switch (syntax) {
            case EXACT -> text.equals(topic);
            case SEGMENTS -> covers(split(topic));
            case OTHER ->
                topic.startsWith(prefix) && Objects.requireNonNull(matcher).test(topic);
        };
    }

    /** Whether every topic that the other selects is surely selected by this one, too. */
    public boolean covers(Selector other) {
        if (other.isExact()) {
            return matches(other.text);
        }
        if (syntax == Syntax.SEGMENTS) {
            return text.equals(REST) || (other.syntax == Syntax.SEGMENTS && covers(other.segments));
        }
        return equals(other);
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

    /** Whether it is a pattern over segments, which an index can walk along. */
    boolean isOfSegments() {
        return syntax == Syntax.SEGMENTS;
    }

    String[] segments() {
        return segments;
    }

    /** What all topics begin with that it selects, as far as it was told. */
    String prefix() {
        return prefix;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Selector selector && selector.text.equals(text) && selector.syntax == syntax;
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The selector as it was written. */
    @Override
    public String toString() {
        return text;
    }

    private enum Syntax {
        /** The text is the topic. */
        EXACT,
        /** Segments, of which some stand for others. */
        SEGMENTS,
        /** The application's own. */
        OTHER
    }
}
