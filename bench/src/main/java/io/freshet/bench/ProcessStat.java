package io.freshet.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What Linux says about a process, and those that it has started, taken together. */
final class ProcessStat {
    /** Linux tells user space times in hundredths of a second, on every architecture. */
    private static final long NANOS_PER_TICK = 10_000_000;

    private final List<Path> folders;

    ProcessStat(ProcessHandle process) {
        this.folders = Stream.concat(Stream.of(process), process.descendants())
                .map(each -> Path.of("/proc", Long.toString(each.pid())))
                .toList();
    }

    /** This process alone. */
    static ProcessStat own() {
        return new ProcessStat(List.of(Path.of("/proc/self")));
    }

    private ProcessStat(List<Path> folders) {
        this.folders = folders;
    }

    /** The CPU time used so far, in the process itself and in the kernel for it. */
    long cpuNanos() {
        return folders.stream().mapToLong(ProcessStat::cpuNanos).sum();
    }

    private static long cpuNanos(Path folder) {
        String stat = read(folder.resolve("stat"));
        // The name in brackets may hold anything; the third field follows it.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * NANOS_PER_TICK;
    }

    /** The memory that is resident, in bytes. What several processes share is counted once, so for them it is their PSS. */
    long residentBytes() {
        return folders.size() == 1
                ? kilobytes(folders.get(0).resolve("status"), "VmRSS:") * 1024
                : folders.stream()
                                .mapToLong(folder -> kilobytes(folder.resolve("smaps_rollup"), "Pss:"))
                                .sum()
                        * 1024;
    }

    private static long kilobytes(Path file, String field) {
        return read(file)
                .lines()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    /** How many descriptors it may have, files and connections. */
    long descriptors() {
        return read(folders.get(0).resolve("limits"))
                .lines()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.split(" {2,}", -1)[2])
                .mapToLong(most -> most.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(most))
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    /** The machine's load average over the last minute. */
    static String load() {
        return read(Path.of("/proc/loadavg")).split(" ", -1)[0];
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
