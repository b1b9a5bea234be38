package io.freshet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Point 12: nothing that a publisher or a client sends can forge a field. */
class EventTest {
    @ParameterizedTest
    @ValueSource(strings = {"a\nid: 1", "a\rb", "a\r\nb", "a\0", "\u0085", "a\tb", "\u001b"})
    void aTypeWithAControlCharacterIsRefused(String type) {
        assertThatThrownBy(() -> Event.of(type, "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("event type")
                .hasMessageNotContaining("\n")
                .hasMessageNotContaining("\r");
    }

    @ParameterizedTest
    @ValueSource(strings = {"connect", "gap", "reselected", "close"})
    void freshetsOwnTypesAreRefused(String type) {
        assertThatThrownBy(() -> Event.of(type, "x")).hasMessageContaining("Freshet's own");
    }

    @Test
    void aTypeHas1To128Characters() {
        assertThatThrownBy(() -> Event.of("", "x")).hasMessageContaining("1 to 128");
        assertThatThrownBy(() -> Event.of("x".repeat(129), "x")).hasMessageContaining("129 characters");
        assertThat(Event.of("x".repeat(128), "x").type()).hasSize(128);
    }

    @Test
    void aReconnectionTimeIsWhatATimerOfABrowserHolds() {
        Event event = Event.message("x");
        assertThat(event.withRetry(Duration.ZERO).retry()).isZero();
        assertThatThrownBy(() -> event.withRetry(Duration.ofMillis(-1))).hasMessageContaining("retry");
        assertThatThrownBy(() -> event.withRetry(Duration.ofSeconds(Long.MAX_VALUE)))
                .hasMessageContaining("retry");
    }
}
