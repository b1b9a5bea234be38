package io.freshet.server;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How much may be open at a time. A sixteenth of the connections is left for requests that are no streams: who publishes and who
 * asks for the hub's health must get through, however many streams there are.
 *
 * @param streams how many streams; one more is refused
 * @param connections how many connections, whatever they are used for; one more is closed at once
 */
record Room(int streams, int connections) {
    /** For logs, libraries, listening sockets and whatever a Java machine has open besides. */
    private static final int OTHER_DESCRIPTORS = 256;

    private static final int FEWEST_OTHERS = 64;
    private static final int SHARE_OF_OTHERS = 16;

    /** Room for so many streams, or as many as a process with so many descriptors can have. */
    static Room forStreams(int wanted, long descriptors) {
        long all = Math.min(withOthers(wanted), Math.max(2, descriptors - OTHER_DESCRIPTORS));
        long streams = Math.min(wanted, Math.max(1, all - Math.min(all / 2, others(all))));
        return new Room((int) streams, (int) Math.min(Integer.MAX_VALUE, all));
    }

    private static long withOthers(long streams) {
        return streams + Math.max(FEWEST_OTHERS, streams / (SHARE_OF_OTHERS - 1) + 1);
    }

    private static long others(long connections) {
        return Math.max(FEWEST_OTHERS, (connections + SHARE_OF_OTHERS - 1) / SHARE_OF_OTHERS);
    }

    /** How many files and connections this process may have; as good as any number where the system does not say. */
    static long descriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                        && unix.getMaxFileDescriptorCount() > 0
                ? unix.getMaxFileDescriptorCount()
                : Integer.MAX_VALUE;
    }
}
