package io.freshet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NeighbourhoodTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "2001:db8:0:1::1, 2001:db8:0:1:0:0:0:0/64",
        "2001:db8:0:1:aaaa:bbbb:cccc:dddd, 2001:db8:0:1:0:0:0:0/64",
        "[2001:DB8:0:1::2], 2001:db8:0:1:0:0:0:0/64",
        "2001:db8:0:2::1, 2001:db8:0:2:0:0:0:0/64",
        "fe80::1%eth0, fe80:0:0:0:0:0:0:0/64",
        "::1, 0:0:0:0:0:0:0:0/64",
        "::ffff:192.0.2.1, 192.0.2.1"
    })
    void anAddressOfIpv4IsOneAndAllOfA64AreOne(String address, String name) {
        assertThat(Owner.anonymous(address)).isEqualTo(new Owner(name, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "example.org", ".:", "g::1", "2001:db8", "a.b:80", "2001:db8:0:1:0:0:0:0/64"})
    void whatIsNoAddressKeepsItsNameAndIsNotLookedUp(String name) {
        assertThat(Owner.anonymous(name).name()).isEqualTo(name);
    }

    @Test
    void anAddressOfIpv4IsThatHoweverItIsWritten() throws UnknownHostException {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, (byte) 192, 0, 2, 1};
        assertThat(Neighbourhood.of(Inet6Address.getByAddress(null, mapped, -1)))
                .isEqualTo(InetAddress.getByName("192.0.2.1"));
    }
}
