package io.freshet.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestedVersionsTest {
    private static final TestedVersions TESTED = new TestedVersions(
            "Tomcat", new TestedVersions.Line("10.1.41", "10.2"), new TestedVersions.Line("11.0.14", "11.1"));

    @ParameterizedTest
    @ValueSource(strings = {"10.1.41", "10.1.55.0", "11.0.14", "11.0.14.0", "11.0.24", "11.0.100", "11.0.25-dev"})
    void aReleaseOfALineIsTested(String version) {
        assertThat(TESTED.include(version)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"9.0.100", "10.1.40", "10.2.0", "11.0.13", "11.0", "11.1.0", "11.1.0-M1", "12.0.20", "", "?"})
    void anyOtherIsNot(String version) {
        assertThat(TESTED.include(version)).isFalse();
    }

    @Test
    void theLinesAreNamed() {
        assertThat(TESTED).hasToString("Tomcat 10.1.41 to below 10.2, 11.0.14 to below 11.1");
    }
}
