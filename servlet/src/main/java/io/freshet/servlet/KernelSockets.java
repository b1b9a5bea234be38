package io.freshet.servlet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import jakarta.servlet.ServletRequest;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Linux says of its TCP sockets: which of them have sent something again and again without being answered. It stands in a
 * table in {@code /proc/net}, a line for each socket, most columns of a fixed width:
 *
 * <pre>{@code
 *   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode  (ref sk rto ...)
 *    0: 0100007F:1F90 0100007F:C350 01 0000001E:00000000 01:00000024 00000002     0        0 74382 2 00f9 81 4 27 1 -1
 * }</pre>
 *
 * <p>The kernel doubles its patience, {@code rto}, with each retransmission. So what has passed since the first attempt can be told
 * from how long it will wait for the last.
 */
final class KernelSockets {
    private static final int WORD = 8;
    private static final int PORT = ":1F90".length();
    private static final int FROM_STATE_TO_TIMER = "01 0000001E:00000000 01:".length();
    private static final int FROM_STATE_TO_RETRANSMISSIONS = FROM_STATE_TO_TIMER + "00000024 ".length();

    /** Columns behind the number of retransmissions, told apart by blanks. */
    private static final int TIMEOUT = 6;

    /** The unit of times in {@code /proc}. */
    private static final long TICK_MILLIS = 10;

    /** What was sent again but once may have been too hasty: the peer is slow. */
    private static final int FEWEST = 2;

    /** The kernel doubles no more often. */
    private static final int MOST = 30;

    /** As the kernel writes what precedes an address of IPv4 that is used as one of IPv6. */
    private static final String MAPPED = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
            ? "0000000000000000FFFF0000"
            : "00000000000000000000FFFF";

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final Path table;
    private final byte[] buffer = new byte[16_384];

    /** @param table of sockets of one family */
    KernelSockets(Path table) {
        this.table = table;
    }

    /** Where all TCP sockets of this machine's JVMs are to be found; null where nothing is. */
    static @Nullable KernelSockets ofThisMachine() {
        try (ServerSocketChannel any = ServerSocketChannel.open().bind(null)) {
            boolean six = ((InetSocketAddress) any.getLocalAddress()).getAddress() instanceof Inet6Address;
            Path table = Path.of(six ? "/proc/net/tcp6" : "/proc/net/tcp");
            return Files.isReadable(table) ? new KernelSockets(table) : null;
        } catch (IOException noSockets) {
            throw new UncheckedIOException("no port can be bound", noSockets);
        }
    }

    /** The name of the socket by which a request of the container's own came in; null if it does not say. */
    static @Nullable String nameOf(ServletRequest request) {
        String local = nameOf(request.getLocalAddr(), request.getLocalPort());
        String remote = nameOf(request.getRemoteAddr(), request.getRemotePort());
        return local == null || remote == null ? null : local + ' ' + remote;
    }

    private static @Nullable String nameOf(@Nullable String address, int port) {
        if (address == null || !isLiteral(address)) {
            return null;
        }
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            StringBuilder name = new StringBuilder(4 * WORD + PORT).append(bytes.length == Integer.BYTES ? MAPPED : "");
            ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
            while (words.hasRemaining()) {
                name.append(HEX.toHexDigits(words.getInt()));
            }
            return name.append(':').append(HEX.toHexDigits((short) port)).toString();
        } catch (UnknownHostException strange) {
            return null;
        }
    }

    /** Whether it is an address, so that no name has to be looked up for it. */
    private static boolean isLiteral(String address) {
        return address.indexOf(':') >= 0
                || (!address.isEmpty() && address.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9')));
    }

    /**
     * Reads the table. For one thread at a time.
     *
     * @return the sockets that have sent the same at least twice again without an answer, and for how long they have waited for it
     * @throws IOException if it cannot be read
     */
    Map<String, Duration> unanswered() throws IOException {
        Map<String, Duration> found = new HashMap<>();
        try (FileInputStream lines = new FileInputStream(table.toFile())) {
            int kept = 0;
            for (int count = lines.read(buffer); count > 0; count = lines.read(buffer, kept, buffer.length - kept)) {
                int end = kept + count;
                int line = 0;
                for (int i = kept; i < end; i++) {
                    if (buffer[i] == '\n') {
                        look(line, i, found);
                        line = i + 1;
                    }
                }
                kept = end - line;
                System.arraycopy(buffer, line, buffer, 0, kept);
            }
        }
        return found;
    }

    private void look(int from, int end, Map<String, Duration> found) {
        int name = colon(from, end) + 2;
        int address = colon(name, end) - name;
        int state = name + 2 * (address + PORT + 1);
        int retransmissions = state + FROM_STATE_TO_RETRANSMISSIONS;
        if (retransmissions + WORD > end || buffer[state] != '0' || buffer[state + 1] != '1') {
            return;
        }
        int count = Math.min(word(retransmissions), MOST);
        if (count >= FEWEST) {
            String socket = text(name, state - 1);
            long left = word(state + FROM_STATE_TO_TIMER);
            long patience =
                    Long.parseLong(text(retransmissions + WORD, end).strip().split(" +", -1)[TIMEOUT - 1]);
            long waited = patience - (patience >> count) + Math.max(0, patience - left);
            found.put(
                    address == WORD ? MAPPED + socket.replace(" ", " " + MAPPED) : socket,
                    Duration.ofMillis(waited * TICK_MILLIS));
        }
    }

    private int colon(int from, int end) {
        int at = from;
        while (at < end && buffer[at] != ':') {
            at++;
        }
        return at;
    }

    private int word(int from) {
        int value = 0;
        for (int i = from; i < from + WORD; i++) {
            value = value << 4 | Character.digit(buffer[i], 16);
        }
        return value;
    }

    private String text(int from, int end) {
        return new String(buffer, from, end - from, ISO_8859_1);
    }
}
