package io.freshet.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How another process in Java is started: by the same Java and from the same class path as this one, with a heap of fixed size. */
public final class Java {
    private static final List<String> HEAP = List.of("-Xms512m", "-Xmx512m");

    private Java() {}

    /** @param options for Java; they come last, so that they may set another heap */
    public static List<String> command(Class<?> main, List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(HEAP);
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return command;
    }
}
