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
}
