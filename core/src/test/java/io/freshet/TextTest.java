package io.freshet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {
    @Test
    void aMessageShowsAValueShortAndOnOneLine() {
        assertThat(Text.shown("a\nb")).isEqualTo("'a\uFFFDb'");
        assertThat(Text.shown("x".repeat(61))).isEqualTo("'" + "x".repeat(60) + "...' (61 characters)");
        assertThat(Text.shown("\uD83D\uDE00".repeat(60))).hasSize(122);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "a\"b", "a\nb", "\u00e4", "a{b"})
    void aSubscriberIdNeedsNoQuotingAnywhere(String id) {
        assertThatThrownBy(() -> Text.requireSubscriberId(id)).hasMessageContaining("subscriber id");
    }

    @Test
    void idsThatTheServerGivesAreAllowed() {
        for (int i = 0; i < 1000; i++) {
            Text.requireSubscriberId(Ids.unguessable());
            assertThat(EventId.parse(Ids.epoch() + ":1")).isPresent();
        }
    }
}
