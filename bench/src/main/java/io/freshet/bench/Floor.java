package io.freshet.bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A program in C that does little else than call {@code write()} once per delivery: {@code peers/floor/floor.c}. */
final class Floor implements Program {
    private static final String NAME = "floor";
    private static final String THREADS = "2";

    @Override
    public void prepare(Workshop workshop) throws UnavailableException, IOException, InterruptedException {
        String compiler = Workshop.require("cc");
        workshop.lay(NAME, "floor.c");
        workshop.run(
                NAME, Map.of(), compiler, "-O2", "-Wall", "-Wextra", "-Werror", "-pthread", "-o", "floor", "floor.c");
    }

    @Override
    public List<String> command(int port, Launch launch) {
        return List.of(
                launch.workshop().folder(NAME).resolve("floor").toString(),
                Integer.toString(port),
                Integer.toString(launch.heartbeatSeconds()),
                THREADS);
    }
}
