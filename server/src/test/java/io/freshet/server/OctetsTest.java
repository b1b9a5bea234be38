package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OctetsTest {
    @Test
    void twoDigitsOfAsciiInAnyCaseAreAnOctet() {
        assertThat(Octets.octet("%aF", 0)).isEqualTo(0xAF);
        assertThat(Octets.decoded("a%2Fb")).contains("a/b");
    }

    @Test
    void digitsOfOtherScriptsAndWidthsAreNone() {
        assertThat(Octets.isTriplet("%\uFF12\uFF10", 0)).isFalse();
        assertThat(Octets.isTriplet("%\uFF41\uFF46", 0)).isFalse();
        assertThat(Octets.isTriplet("%\u0662\u0660", 0)).isFalse();
        assertThat(Octets.decoded("%\uFF12\uFF10")).isEmpty();
    }
}
