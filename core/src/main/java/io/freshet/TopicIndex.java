package io.freshet;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds who selects a topic: exact selectors by one look-up, patterns by a walk along the topic's segments, of the application's own
 * selectors those whose prefix the topic begins with, each once for all who have it. Touched by one lane only.
 */
final class TopicIndex<T> {
    private final Map<String, Set<T>> exact = new HashMap<>();
    private final Node<T> patterns = new Node<>();
    private final ByPrefix<T> others = new ByPrefix<>();

    void add(Selector selector, T value) {
        if (selector.isExact()) {
            exact.computeIfAbsent(selector.toString(), topic -> new LinkedHashSet<>())
                    .add(value);
        } else if (selector.isOfSegments()) {
            patterns.add(selector.segments(), 0, value);
        } else {
            others.add(selector, value);
        }
    }

    void remove(Selector selector, T value) {
        if (selector.isExact()) {
            exact.computeIfPresent(
                    selector.toString(), (topic, values) -> values.remove(value) && values.isEmpty() ? null : values);
        } else if (selector.isOfSegments()) {
            patterns.remove(selector.segments(), 0, value);
        } else {
            others.remove(selector, value);
        }
    }

    /** Calls for every value whose selector matches; more than once for a value with several such selectors. */
    void forEachMatch(String topic, Consumer<T> action) {
        Set<T> values = exact.get(topic);
        if (values != null) {
            values.forEach(action);
        }
        if (!patterns.isEmpty()) {
            patterns.forEachMatch(Selector.split(topic), 0, action);
        }
        others.forEachMatch(topic, action);
    }

    boolean isEmpty() {
        return exact.isEmpty() && patterns.isEmpty() && others.isEmpty();
    }

    /** A place that a pattern reaches after some of its segments. */
    private static final class Node<T> {
        private final Map<String, Node<T>> children = new HashMap<>();
        private final Set<T> here = new LinkedHashSet<>();

        void add(String[] segments, int depth, T value) {
            if (depth == segments.length) {
                here.add(value);
            } else {
                children.computeIfAbsent(segments[depth], segment -> new Node<>())
                        .add(segments, depth + 1, value);
            }
        }

        void remove(String[] segments, int depth, T value) {
            if (depth == segments.length) {
                here.remove(value);
                return;
            }
            children.computeIfPresent(segments[depth], (segment, child) -> {
                child.remove(segments, depth + 1, value);
                return child.isEmpty() ? null : child;
            });
        }

        void forEachMatch(String[] segments, int depth, Consumer<T> action) {
            if (depth == segments.length) {
                here.forEach(action);
                return;
            }
            descend(children.get(segments[depth]), segments, depth, action);
            descend(children.get("*"), segments, depth, action);
            Node<T> rest = children.get("**");
            if (rest != null) {
                rest.here.forEach(action);
            }
        }

        private void descend(@Nullable Node<T> child, String[] segments, int depth, Consumer<T> action) {
            if (child != null) {
                child.forEachMatch(segments, depth + 1, action);
            }
        }

        boolean isEmpty() {
            return here.isEmpty() && children.isEmpty();
        }
    }
}
