package io.freshet;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The applications' own selectors in the order of their prefixes, so that most need not be tried. Touched by one lane only. */
final class ByPrefix<T> {
    private final TreeMap<String, Map<Selector, Set<T>>> byPrefix = new TreeMap<>();

    void add(Selector selector, T value) {
        byPrefix.computeIfAbsent(selector.prefix(), prefix -> new HashMap<>())
                .computeIfAbsent(selector, own -> new LinkedHashSet<>())
                .add(value);
    }

    void remove(Selector selector, T value) {
        byPrefix.computeIfPresent(selector.prefix(), (prefix, selectors) -> {
            selectors.computeIfPresent(
                    selector, (own, values) -> values.remove(value) && values.isEmpty() ? null : values);
            return selectors.isEmpty() ? null : selectors;
        });
    }

    /**
     * Looks at the prefixes that the topic begins with, the longest first. The greatest that is not greater than the topic is one of
     * them, or else all of them are no longer than what the two begin with.
     */
    void forEachMatch(String topic, Consumer<T> action) {
        Map.Entry<String, Map<Selector, Set<T>>> next = byPrefix.floorEntry(topic);
        while (next != null) {
            int common = commonLength(next.getKey(), topic);
            if (common < next.getKey().length()) {
                next = byPrefix.floorEntry(topic.substring(0, common));
            } else {
                next.getValue().forEach((selector, values) -> {
                    if (selector.matches(topic)) {
                        values.forEach(action);
                    }
                });
                next = common == 0 ? null : byPrefix.floorEntry(topic.substring(0, common - 1));
            }
        }
    }

    private static int commonLength(String one, String other) {
        int shorter = Math.min(one.length(), other.length());
        int common = 0;
        while (common < shorter && one.charAt(common) == other.charAt(common)) {
            common++;
        }
        return common;
    }

    boolean isEmpty() {
        return byPrefix.isEmpty();
    }
}
