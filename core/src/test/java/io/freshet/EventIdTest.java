package io.freshet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdTest {
    @Test
    void theTextFormIsReadBack() {
        EventId id = new EventId("k3v9x2", 42);
        assertThat(id).hasToString("k3v9x2:42");
        assertThat(EventId.parse("k3v9x2:42")).contains(id);
        assertThat(EventId.parse("a:0")).contains(new EventId("a", 0));
        assertThat(EventId.parse("a:999999999999999999")).contains(new EventId("a", 999999999999999999L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "a:",
                ":1",
                "a",
                "1",
                "A:1",
                "a:01",
                "a:-1",
                "a::1",
                "a-1",
                "1a:1",
                "a:1 ",
                " a:1",
                "a:1\n",
                "a:1\0",
                "a_b:1",
                "a:1!",
                "abcdefghijklmnopq:1",
                "a:1234567890123456789",
                "a:\u0661",
                "\u00e4:1",
                "a:1:1"
            })
    void whatIsNoTextFormIsNoPosition(String text) {
        assertThat(EventId.parse(text)).isEmpty();
    }

    @Test
    void positionsOfOneEpochAreOrdered() {
        EventId one = new EventId("a", 1);
        EventId two = one.next();
        assertThat(two.isAfter(one)).isTrue();
        assertThat(one.isAfter(two)).isFalse();
        assertThat(one.isAfter(one)).isFalse();
    }

    @Test
    void thereIsNoOrderBetweenEpochs() {
        assertThatThrownBy(() -> new EventId("a", 1).isAfter(new EventId("b", 0)))
                .hasMessageContaining("different epochs");
        assertThat(new EventId("a", 1).sameEpoch(new EventId("b", 1))).isFalse();
    }

    @Test
    void eachOriginIsOfAnEpochOfItsOwn() {
        assertThat(EventId.origin().sequence()).isZero();
        assertThat(EventId.origin().sameEpoch(EventId.origin())).isFalse();
    }

    @Test
    void whatIsNotAllowedIsNamed() {
        assertThatThrownBy(() -> new EventId("", 1)).hasMessageContaining("epoch ''");
        assertThatThrownBy(() -> new EventId("a\nb", 1)).hasMessageContaining("epoch");
        assertThatThrownBy(() -> new EventId("a", -1)).hasMessageContaining("sequence -1");
    }
}
