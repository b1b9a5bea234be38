package io.freshet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
        Report report = new Report(options);
        for (Scenario scenario : options.scenarios()) {
            for (int repetition = 1; repetition <= options.repeat(); repetition++) {
                for (Peer peer : options.peers()) {
                    System.err.printf(
                            "%s, %s, %d of %d ...%n", scenario.name(), peer.word(), repetition, options.repeat());
                    List<Measurement> measured = new Run(peer, scenario, options).measure();
                    report.add(scenario.name(), peer, measured.get(0));
                    if (measured.size() > 1) {
                        report.add(scenario.name() + ", with it", peer, measured.get(1));
                    }
                }
            }
        }
        Path file = options.folder().resolve("report.md");
        Files.writeString(file, report.markdown());
        System.out.println(report.markdown());
        System.err.println("Written to " + file);
    }
}
