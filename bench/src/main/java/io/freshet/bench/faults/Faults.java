package io.freshet.bench.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the suite: {@code ./run faults} with names of faults, or all of them without. {@code --tenth} has it small,
 * {@code --times=} fewer of each, and {@code --folder=} says where the table goes.
 */
public final class Faults {
    private static final String FOLDER = "--folder=";
    private static final String TIMES = "--times=";

    private Faults() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<Fault> chosen = new ArrayList<>();
        Scale scale = Scale.FULL;
        int times = Integer.MAX_VALUE;
        Path folder = Path.of("bench/target");
        try {
            for (String argument : arguments) {
                if (argument.equals("--tenth")) {
                    scale = Scale.TENTH;
                } else if (argument.startsWith(FOLDER)) {
                    folder = Path.of(argument.substring(FOLDER.length()));
                } else if (argument.startsWith(TIMES)) {
                    times = times(argument);
                } else if (argument.startsWith("--")) {
                    throw new IllegalArgumentException(
                            "There is no option '" + argument + "'. Allowed: --tenth, " + TIMES + ", " + FOLDER);
                } else {
                    chosen.add(Fault.of(argument));
                }
            }
        } catch (IllegalArgumentException notAllowed) {
            System.err.println(notAllowed.getMessage());
            System.exit(2);
            return;
        }
        Tools.require();
        System.exit(
                run(chosen.isEmpty() ? Fault.ALL : chosen, scale.atMost(times), Files.createDirectories(folder))
                        ? 0
                        : 1);
    }

    private static int times(String argument) {
        String value = argument.substring(TIMES.length());
        if (!value.matches("[1-9][0-9]{0,4}")) {
            throw new IllegalArgumentException("'" + argument + "' is not allowed: a number from 1 is needed");
        }
        return Integer.parseInt(value);
    }

    /** @return whether everything was as it should be */
    private static boolean run(List<Fault> faults, Scale scale, Path folder) throws IOException, InterruptedException {
        StringBuilder table = new StringBuilder(Outcome.HEAD);
        StringBuilder misses = new StringBuilder();
        for (Fault fault : faults) {
            System.err.println(fault.name() + " ...");
            try {
                Outcome outcome = fault.run(scale, workplace(fault));
                table.append(outcome.row());
                System.err.print(outcome.row());
                outcome.misses().forEach(miss -> misses.append("- " + fault.title() + ": " + miss + "\n"));
            } catch (IOException failure) {
                misses.append("- " + fault.title() + ": was not tried to its end: " + failure.getMessage() + "\n");
            }
            // What was found out is kept, whatever becomes of the next one.
            Files.writeString(folder.resolve("faults.md"), table + (misses.isEmpty() ? "" : "\n" + misses));
        }
        System.out.println(table);
        System.err.print(misses);
        System.err.println("Written to " + folder.resolve("faults.md"));
        return misses.isEmpty();
    }

    /** A folder that nginx's workers can read, who are nobody. */
    static Path workplace(Fault fault) throws IOException {
        Path folder = Files.createTempDirectory("freshet-" + fault.name());
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        System.err.println("What its processes say goes to " + folder);
        return folder;
    }
}
