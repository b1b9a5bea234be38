package io.freshet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorTest {
    @ParameterizedTest
    @CsvSource({
        "a, a, true",
        "a, b, false",
        "a, a/b, false",
        "a/*, a/b, true",
        "a/*, a, false",
        "a/*, a/b/c, false",
        "a/*, a/, true",
        "*/b, a/b, true",
        "*, a, true",
        "*, a/b, false",
        "a/**, a/b, true",
        "a/**, a/b/c, true",
        "a/**, a, false",
        "a/**, ab/c, false",
        "**, a, true",
        "**, a/b/c, true",
        "a/*/c, a/b/c, true",
        "a/*/**, a/b/c/d, true",
        "a/*/**, a/b, false",
        "a*, a*, true",
        "a*, ab, false"
    })
    void matches(String selector, String topic, boolean expected) {
        assertThat(Selector.of(selector).matches(topic)).isEqualTo(expected);
        List<String> found = new ArrayList<>();
        TopicIndex<String> index = new TopicIndex<>();
        index.add(Selector.of(selector), "it");
        index.forEachMatch(topic, found::add);
        assertThat(found).as("the index agrees").isEqualTo(expected ? List.of("it") : List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "a, a, true",
        "a/*, a/b, true",
        "a/*, a/*, true",
        "a/*, a/**, false",
        "a/**, a/*, true",
        "a/**, a/**, true",
        "a/**, a/b/**, true",
        "a/**, a, false",
        "a/**, **, false",
        "**, **, true",
        "**, a/*, true",
        "a/b, a/*, false",
        "*, **, false",
        "*/b, a/b, true",
        "a/b, */b, false"
    })
    void covers(String right, String wanted, boolean expected) {
        assertThat(Selector.of(right).covers(Selector.of(wanted))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "a\0", "**/a", "a/**/b"})
    void someTextsAreNoSelectors(String text) {
        assertThatThrownBy(() -> Selector.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "a/*", "**", "a/**"})
    void aPatternIsNoTopic(String text) {
        assertThatThrownBy(() -> Selector.requireTopic(text)).hasMessageContaining("pattern");
        assertThat(Selector.of(text).isExact()).isFalse();
    }

    @Test
    void anExactSelectorSelectsWhatIsWrittenWhateverItLooksLike() {
        Selector starred = Selector.exact("a/*");
        assertThat(starred.isExact()).isTrue();
        assertThat(starred.matches("a/*")).isTrue();
        assertThat(starred.matches("a/b")).isFalse();
        assertThat(starred).isNotEqualTo(Selector.of("a/*"));
        assertThat(Selector.exact("a/b")).isEqualTo(Selector.of("a/b"));
    }

    @Test
    void anApplicationMayHaveASyntaxOfItsOwn() {
        Selector even = Selector.matching("even", topic -> topic.length() % 2 == 0);
        assertThat(even.isExact()).isFalse();
        assertThat(even).isEqualTo(Selector.matching("even", topic -> false)).isNotEqualTo(Selector.of("even"));
        assertThat(even.covers(even)).isTrue();
        assertThat(even.covers(Selector.of("ab"))).isTrue();
        assertThat(even.covers(Selector.of("abc"))).isFalse();
        assertThat(even.covers(Selector.of("*"))).isFalse();
        assertThat(Selector.of("**").covers(even)).isTrue();
        assertThat(Selector.of("*/**").covers(even)).isFalse();

        TopicIndex<String> index = new TopicIndex<>();
        index.add(even, "one");
        index.add(even, "two");
        assertThat(found(index, "ab")).containsExactly("one", "two");
        assertThat(found(index, "abc")).isEmpty();
        index.remove(even, "one");
        assertThat(found(index, "ab")).containsExactly("two");
        index.remove(even, "two");
        assertThat(index.isEmpty()).isTrue();
    }

    private static List<String> found(TopicIndex<String> index, String topic) {
        List<String> found = new ArrayList<>();
        index.forEachMatch(topic, found::add);
        return found;
    }

    @Test
    void selectorsAreEqualByTheirText() {
        assertThat(Selector.of("a/*")).isEqualTo(Selector.of("a/*")).hasSameHashCodeAs(Selector.of("a/*"));
        assertThat(Selector.of("a")).isNotEqualTo(Selector.of("b"));
        assertThat(Selector.all(List.of("b", "a", "b")))
                .extracting(Selector::toString)
                .containsExactly("b", "a");
    }
}
