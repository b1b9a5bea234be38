package io.freshet.spring;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.springframework.util.ClassUtils;

/** The descriptors of this process: each file and each connection takes one. */
final class FileDescriptors {
    private FileDescriptors() {}

    /** How many the system allows; {@link Long#MAX_VALUE} where it does not say. */
    static long limit() {
        // Not every Java runtime has the module jdk.management.
        if (ClassUtils.isPresent("com.sun.management.UnixOperatingSystemMXBean", FileDescriptors.class.getClassLoader())
                && ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                && unix.getMaxFileDescriptorCount() > 0) {
            return unix.getMaxFileDescriptorCount();
        }
        return Long.MAX_VALUE;
    }
}
