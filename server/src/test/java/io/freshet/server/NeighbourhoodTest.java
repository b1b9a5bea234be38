package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeighbourhoodTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "2001:db8:0:1::1, 2001:db8:0:1:0:0:0:0/64",
        "2001:db8:0:1:aaaa:bbbb:cccc:dddd, 2001:db8:0:1:0:0:0:0/64",
        "2001:db8:0:2::1, 2001:db8:0:2:0:0:0:0/64",
        "fe80::1%1, fe80:0:0:0:0:0:0:0/64",
        "::1, 0:0:0:0:0:0:0:0/64"
    })
    void anAddressOfIpv4IsOneAndAllOfA64AreOne(String address, String name) throws UnknownHostException {
        assertThat(Neighbourhood.nameOf(InetAddress.getByName(address))).isEqualTo(name);
    }

    @Test
    void anAddressOfIpv4IsThatHoweverItIsWritten() throws UnknownHostException {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, (byte) 192, 0, 2, 1};
        assertThat(Neighbourhood.nameOf(Inet6Address.getByAddress(null, mapped, -1)))
                .isEqualTo("192.0.2.1");
    }
}
