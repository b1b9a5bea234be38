package io.freshet.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Tells one start of the machine from another: what a process had written and not forced to the disk is there until the next. */
final class MachineStart {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private MachineStart() {}

    /** The name of the present start; where the system does not say, a new name each time, as if the machine had just started. */
    static String name() {
        try {
            return Files.readString(BOOT_ID).strip();
        } catch (IOException notLinux) {
            return UUID.randomUUID().toString();
        }
    }
}
