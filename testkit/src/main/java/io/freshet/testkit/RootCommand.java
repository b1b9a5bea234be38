package io.freshet.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Commands that need root's rights, or {@code sudo} without a password. */
final class RootCommand {
    private RootCommand() {}

    /** What runs a command with root's rights. */
    static List<String> of(List<String> command) {
        List<String> whole = new ArrayList<>();
        if (!System.getProperty("user.name").equals("root")) {
            whole.addAll(List.of("sudo", "-n"));
        }
        whole.addAll(command);
        return whole;
    }

    /** @throws IOException with what it said, if it failed */
    static void run(String... command) throws IOException {
        List<String> whole = of(List.of(command));
        Process process = new ProcessBuilder(whole).redirectErrorStream(true).start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", whole) + " (which needs root's rights): " + said);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }
}
