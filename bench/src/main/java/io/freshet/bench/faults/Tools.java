package io.freshet.bench.faults;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The programs that the suite runs besides its own, from Debian's packages. */
final class Tools {
    /** Debian has servers where only root looks. */
    private static final List<String> MORE_FOLDERS = List.of("/usr/sbin", "/sbin");

    private static final Map<String, String> PACKAGES = packages();

    private Tools() {}

    private static Map<String, String> packages() {
        Map<String, String> packages = new LinkedHashMap<>();
        packages.put("redis-server", "redis-server");
        packages.put("redis-cli", "redis-tools");
        packages.put("nginx", "nginx");
        packages.put("node", "nodejs");
        packages.put("ip", "iproute2");
        packages.put("mount", "mount");
        return packages;
    }

    /**
     * Installs what is missing.
     *
     * @throws IOException if that cannot be done; it names what is missing
     */
    static void require() throws IOException {
        List<String> missing = missing();
        if (missing.isEmpty()) {
            return;
        }
        if (!System.getProperty("user.name").equals("root") || find("apt-get").isEmpty()) {
            throw new IOException("Missing: " + String.join(" ", missing)
                    + " (Debian's names). Run as root: apt-get install " + String.join(" ", missing));
        }
        run(List.of("apt-get", "-qq", "update"));
        List<String> install = new ArrayList<>(List.of("apt-get", "-qq", "install", "-y", "--no-install-recommends"));
        install.addAll(missing);
        run(install);
        if (!missing().isEmpty()) {
            throw new IOException("Still missing after apt-get: " + String.join(" ", missing()));
        }
    }

    private static List<String> missing() {
        List<String> missing = new ArrayList<>();
        PACKAGES.forEach((program, name) -> {
            if (find(program).isEmpty()) {
                missing.add(name);
            }
        });
        if (clock().isEmpty()) {
            missing.add("libfaketime");
        }
        return missing;
    }

    private static void run(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        int exit = builder.start().onExit().join().exitValue();
        if (exit != 0) {
            throw new IOException(String.join(" ", command) + " failed with " + exit);
        }
    }

    private static Optional<Path> find(String program) {
        return Stream.concat(
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)),
                        MORE_FOLDERS.stream())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static String nginx() throws IOException {
        return find("nginx")
                .orElseThrow(() -> new IOException("nginx is missing"))
                .toString();
    }

    /** The library that gives a process another time of the day. */
    static Optional<Path> clock() {
        return Stream.of(System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64")
                .map(machine -> Path.of("/usr/lib/" + machine + "-linux-gnu/faketime/libfaketimeMT.so.1"))
                .filter(Files::exists)
                .findFirst();
    }
}
