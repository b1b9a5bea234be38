package io.freshet.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms as the URL standard has them. */
class FormDataTest {
    private static FormData form(String text) {
        return FormData.read(text.getBytes(UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "a=b, b",
        "a=b=c, b=c",
        "a=b+c, b c",
        "a=b%20c, b c",
        "a=%2B, +",
        "a=%26%3D, &=",
        "%61=b, b",
        "a=책, 책",
        "a=%EC%B1%85, 책",
        "&&a=b&, b",
        "b=1&a=2, 2",
        "a=1&a=2, 1",
        "a=1%0A2, '1\n2'"
    })
    void aNameHasItsFirstValue(String text, String value) {
        assertThat(form(text).first("a")).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a=", "b=1", "=1", "A=1", "a=&a=1"})
    void whatIsEmptyIsNoValue(String text) {
        assertThat(form(text).first("a")).isNull();
    }

    @Test
    void allValuesKeepTheirOrder() {
        assertThat(form("a=1&b=x&a=&a&a=1").all("a")).containsExactly("1", "", "", "1");
        assertThat(form("b=1").all("a")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%", "a=%2", "a=%2&b=0", "a=%2g", "%=a", "a=%ff", "a=%c3%28"})
    void whatIsBrokenIsRefused(String text) {
        assertThatThrownBy(() -> form(text)).hasMessageStartingWith("the body is not allowed: ");
    }

    @Test
    void pairsAreCounted() {
        assertThat(form("a=1&".repeat(FormData.MAX_PAIRS)).all("a")).hasSize(FormData.MAX_PAIRS);
        assertThatThrownBy(() -> form("a=1&".repeat(FormData.MAX_PAIRS + 1))).hasMessageContaining("more than 2000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "APPLICATION/X-WWW-FORM-URLENCODED ; charset=utf-8"})
    void itsTypeIsKnown(String type) {
        assertThat(FormData.isTypeOf(type)).isTrue();
        assertThat(FormData.isTypeOf(null)).isFalse();
        assertThat(FormData.isTypeOf("multipart/form-data")).isFalse();
    }
}
