package io.freshet.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Where peers are built that are no part of this project, each in a folder of its own, from files that come with the bench. */
record Workshop(Path root) {
    private static final int LONGEST_MINUTES = 20;

    /** Debian has servers where only root looks. */
    private static final List<String> MORE_FOLDERS = List.of("/usr/sbin", "/sbin");

    Path folder(String peer) {
        return root.resolve("peers").resolve(peer).toAbsolutePath();
    }

    /** Lays a file of a peer into its folder, with each {@code @name@} replaced by its value. */
    Path lay(String peer, String file, Map<String, String> values) throws IOException {
        String text = text(peer, file);
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("@" + value.getKey() + "@", value.getValue());
        }
        Path laid = folder(peer).resolve(file);
        Files.createDirectories(laid.getParent());
        return Files.writeString(laid, text);
    }

    Path lay(String peer, String file) throws IOException {
        return lay(peer, file, Map.of());
    }

    private static String text(String peer, String file) throws IOException {
        String name = "/peers/" + peer + "/" + file;
        try (InputStream in = Workshop.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("the bench has no " + name);
            }
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    /** Finds a program that somebody must have installed. */
    static Optional<Path> find(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Stream.of(path.split(File.pathSeparator, -1)), MORE_FOLDERS.stream())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** @throws UnavailableException if it is not there */
    static String require(String program) throws UnavailableException {
        return find(program)
                .map(Path::toString)
                .orElseThrow(() -> new UnavailableException("`" + program + "` is not on PATH"));
    }

    /**
     * Runs a command in a peer's folder. What it prints goes to a file there.
     *
     * @throws UnavailableException if it fails
     */
    void run(String peer, Map<String, String> environment, String... command)
            throws UnavailableException, IOException, InterruptedException {
        Files.createDirectories(folder(peer));
        Path output = folder(peer).resolve("build.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder(peer).toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String words = "`" + String.join(" ", command) + "`";
        if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new UnavailableException(
                    words + " did not end within " + LONGEST_MINUTES + " minutes: see " + output);
        }
        if (process.exitValue() != 0) {
            throw new UnavailableException(words + " failed with " + process.exitValue() + ", see " + output + ": "
                    + lastLine(Files.readString(output)));
        }
    }

    private static String lastLine(String text) {
        return text.lines()
                .filter(line -> !line.isBlank())
                .reduce("", (first, second) -> second)
                .strip();
    }
}
