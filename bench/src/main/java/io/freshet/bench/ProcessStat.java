package io.freshet.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux says about a process. */
final class ProcessStat {
    /** Linux tells user space times in hundredths of a second, on every architecture. */
    private static final long NANOS_PER_TICK = 10_000_000;

    private final Path folder;

    ProcessStat(long pid) {
        this.folder = Path.of("/proc", Long.toString(pid));
    }

    /** The CPU time used so far, in the process itself and in the kernel for it. */
    long cpuNanos() {
        String stat = read("stat");
        // The name in brackets may hold anything; the third field follows it.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * NANOS_PER_TICK;
    }

    /** The memory that is resident, in bytes. */
    long residentBytes() {
        return read("status")
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(0);
    }

    /** How many descriptors it may have, files and connections. */
    long descriptors() {
        return read("limits")
                .lines()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.split(" {2,}", -1)[2])
                .mapToLong(most -> most.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(most))
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    /** The machine's load average over the last minute. */
    static String load() {
        return readFile(Path.of("/proc/loadavg")).split(" ", -1)[0];
    }

    private String read(String file) {
        return readFile(folder.resolve(file));
    }

    private static String readFile(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
