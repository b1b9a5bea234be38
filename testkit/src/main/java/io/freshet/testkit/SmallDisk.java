package io.freshet.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file system of a few megabytes. One that an interrupted process has left mounted goes when the next one is made.
 *
 * <p>Needs root's rights, or {@code sudo} without a password.
 */
public final class SmallDisk implements AutoCloseable {
    private static final String NAME = "freshet-";
    /** What it is called, which says whose it is, and where it is mounted. */
    private static final Pattern MOUNTED = Pattern.compile(NAME + "(\\d+) (\\S+) tmpfs .*");

    private final Path folder;

    /** Mounts it in a folder that exists. */
    public SmallDisk(Path folder, int megabytes) throws IOException {
        this.folder = folder;
        removeLeftOnes();
        RootCommand.run(
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "mode=777,size=" + megabytes + "m",
                NAME + ProcessHandle.current().pid(),
                folder.toString());
    }

    private static void removeLeftOnes() throws IOException {
        for (String mount : Files.readAllLines(Path.of("/proc/mounts"))) {
            Matcher disk = MOUNTED.matcher(mount);
            if (disk.matches()
                    && ProcessHandle.of(Long.parseLong(disk.group(1))).isEmpty()) {
                unmount(disk.group(2));
            }
        }
    }

    /** Leaves no room on it. */
    public void fill() throws IOException {
        try (var out = Files.newOutputStream(folder.resolve("filling"))) {
            byte[] block = new byte[4096];
            while (Files.getFileStore(folder).getUsableSpace() >= block.length) {
                out.write(block);
            }
        }
    }

    /** There is room again. */
    public void empty() throws IOException {
        Files.delete(folder.resolve("filling"));
    }

    /** Lazily: whatever a process that was interrupted still has open there goes with that process. */
    private static void unmount(String where) throws IOException {
        RootCommand.run("umount", "--lazy", where);
    }

    /** Takes it down, with all that is on it. */
    @Override
    public void close() throws IOException {
        unmount(folder.toString());
    }
}
