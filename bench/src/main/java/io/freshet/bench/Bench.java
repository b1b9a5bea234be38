package io.freshet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Measures the peers side by side: each scenario some times with each, taking turns. {@link Options} has the arguments. */
final class Bench {
    private Bench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (IllegalArgumentException notAllowed) {
            System.err.println(notAllowed.getMessage());
            System.exit(2);
            return;
        }
        Path file = options.folder().resolve("report.md");
        Report report = new Report(options);
        for (Scenario scenario : options.scenarios()) {
            for (int repetition = 1; repetition <= options.repeat(); repetition++) {
                for (Peer peer : options.peersOf(scenario)) {
                    System.err.printf(
                            "%s, %s, %d of %d ...%n", scenario.name(), peer.word(), repetition, options.repeat());
                    scenario.run(peer, options, report);
                }
            }
            // What is measured is kept, whatever becomes of the next scenario.
            Files.writeString(file, report.markdown());
        }
        System.out.println(report.markdown());
        System.err.println("Written to " + file);
    }
}
