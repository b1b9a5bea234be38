package io.freshet.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file system of a few megabytes. Needs root's rights, or {@code sudo} without a password. */
public final class SmallDisk implements AutoCloseable {
    private final Path folder;

    /** Mounts it in a folder that exists. */
    public SmallDisk(Path folder, int megabytes) throws IOException {
        this.folder = folder;
        run("mount", "-t", "tmpfs", "-o", "mode=777,size=" + megabytes + "m", "freshet", folder.toString());
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

    private static void run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (!System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("sudo", "-n"));
        }
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " (which needs root's rights): " + said);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    /** Takes it down, with all that is on it. Nothing there may be open any more. */
    @Override
    public void close() throws IOException {
        run("umount", folder.toString());
    }
}
