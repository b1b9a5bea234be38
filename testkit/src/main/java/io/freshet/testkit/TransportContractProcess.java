package io.freshet.testkit;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What this process holds. */
final class TransportContractProcess {
    private TransportContractProcess() {}

    /** How many files and sockets are open; 0 where the system does not say. */
    static int openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? (int) unix.getOpenFileDescriptorCount()
                : 0;
    }
}
