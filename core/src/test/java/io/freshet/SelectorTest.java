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
    void selectorsAreEqualByTheirText() {
        assertThat(Selector.of("a/*")).isEqualTo(Selector.of("a/*")).hasSameHashCodeAs(Selector.of("a/*"));
        assertThat(Selector.of("a")).isNotEqualTo(Selector.of("b"));
        assertThat(Selector.all(List.of("b", "a", "b")))
                .extracting(Selector::toString)
                .containsExactly("b", "a");
    }
}
