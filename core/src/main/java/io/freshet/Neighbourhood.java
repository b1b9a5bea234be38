package io.freshet;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who counts as one where limits count addresses: an address of IPv4; of IPv6 the whole /64, since that is what one household or machine
 * is given, which may take as many addresses of it as it likes (RFC 7421, RFC 8981).
 */
public final class Neighbourhood {
    private static final int NETWORK_BYTES = 8;
    private static final int MAPPED_BYTES = 12;

    /** An address of IPv6, as servers write it: in brackets or not, with a zone or not. None of these is looked up by its name. */
    private static final Pattern IPV6 = Pattern.compile("\\[?(?=[^.]*:)([0-9A-Fa-f:.]+)(?:%[^\\]]*)?]?");

    private Neighbourhood() {}

    /** The address itself, or the first of its /64. May be called from any thread; looks nothing up. */
    public static InetAddress of(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] bytes = address.getAddress();
        if (isMapped(bytes)) {
            return address(Arrays.copyOfRange(bytes, MAPPED_BYTES, bytes.length));
        }
        Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
        return address(bytes);
    }

    /** What it is called: {@code 192.0.2.1}, {@code 2001:db8:0:1:0:0:0:0/64}. What is no address keeps its name. */
    static String nameOf(String address) {
        Matcher matcher = IPV6.matcher(address);
        if (!matcher.matches()) {
            return address;
        }
        InetAddress first;
        try {
            first = of(InetAddress.getAllByName(matcher.group(1))[0]);
        } catch (UnknownHostException noAddress) {
            return address;
        }
        return first.getHostAddress() + (first instanceof Inet6Address ? "/64" : "");
    }

    /** Whether an address of IPv4 is written so (RFC 4291, 2.5.5.2): a socket for both may say it. */
    private static boolean isMapped(byte[] bytes) {
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return bytes[10] == -1 && bytes[11] == -1;
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException ofAnotherLength) {
            throw new IllegalStateException(ofAnotherLength);
        }
    }
}
