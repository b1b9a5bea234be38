package io.freshet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicIndexTest {
    private final TopicIndex<String> index = new TopicIndex<>();

    private List<String> find(String topic) {
        List<String> found = new ArrayList<>();
        index.forEachMatch(topic, found::add);
        return found;
    }

    @Test
    void findsAllWhoSelectATopic() {
        index.add(Selector.of("a/b"), "exact");
        index.add(Selector.of("a/*"), "one");
        index.add(Selector.of("**"), "all");
        index.add(Selector.of("a/c"), "other");
        assertThat(find("a/b")).containsExactlyInAnyOrder("exact", "one", "all");
    }

    @Test
    void nothingIsLeftOfWhatWasRemoved() {
        List<Selector> selectors = List.of(Selector.of("a/b"), Selector.of("a/*"), Selector.of("a/*/**"));
        selectors.forEach(selector -> {
            index.add(selector, "1");
            index.add(selector, "2");
        });
        selectors.forEach(selector -> index.remove(selector, "1"));
        assertThat(find("a/b")).containsExactly("2", "2");
        selectors.forEach(selector -> index.remove(selector, "2"));
        selectors.forEach(selector -> index.remove(selector, "never there"));
        assertThat(index.isEmpty()).isTrue();
    }

    @Test
    void theSameSelectorTwiceIsOne() {
        index.add(Selector.of("a/*"), "1");
        index.add(Selector.of("a/*"), "1");
        assertThat(find("a/b")).containsExactly("1");
    }

    /** Prefixes of which each is one of others, and near misses of them. */
    @Test
    void ownSelectorsAreTriedForTopicsThatBeginWithTheirPrefixAndForNoOthers() {
        List<String> tried = new ArrayList<>();
        List<String> prefixes = List.of("", "a", "ab", "abc", "abcd", "abd", "aa", "b", "ba", "ab\uFFFF", "ab!");
        for (String prefix : prefixes) {
            index.add(Selector.matching("of " + prefix, prefix, topic -> tried.add(prefix)), prefix);
        }
        for (String topic :
                List.of("abcde", "abc", "ab", "a", "b", "c", "ab!", "ab!!", "abce", "abd", "ab\uFFFFx", "bb")) {
            tried.clear();
            List<String> expected = prefixes.stream().filter(topic::startsWith).toList();
            assertThat(find(topic)).as(topic).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(tried).as(topic).containsExactlyInAnyOrderElementsOf(expected);
        }
        prefixes.forEach(prefix -> index.remove(Selector.matching("of " + prefix, prefix, topic -> true), prefix));
        assertThat(index.isEmpty()).isTrue();
    }

    /** However many there are, an event costs those only that it may concern. */
    @Test
    void oneOfManyOwnSelectorsIsTriedAlone() {
        List<String> tried = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            String prefix = "https://example.com/users/" + i + "/";
            index.add(Selector.matching(prefix + "{any}", prefix, topic -> tried.add(prefix)), prefix);
        }
        assertThat(find("https://example.com/users/4711/orders")).containsExactly("https://example.com/users/4711/");
        assertThat(tried).hasSize(1);
    }
}
