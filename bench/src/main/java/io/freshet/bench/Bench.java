package io.freshet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/** Measures the peers side by side: each scenario some times with each, taking turns. {@link Options} has the arguments. */
final class Bench {
    private final Options options;
    private final Report report;
    private final Path file;
    private final Set<Peer> absent = EnumSet.noneOf(Peer.class);
    private final Set<String> failed = new HashSet<>();

    private Bench(Options options) {
        this.options = options;
        this.report = new Report(options);
        this.file = options.folder().resolve("report.md");
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (IllegalArgumentException notAllowed) {
            System.err.println(notAllowed.getMessage());
            System.exit(2);
            return;
        }
        Bench bench = new Bench(options);
        bench.prepare();
        for (Scenario scenario : options.scenarios()) {
            bench.run(scenario);
        }
        System.out.println(bench.report.markdown());
        System.err.println("Written to " + bench.file);
        System.exit(bench.failed.isEmpty() ? 0 : 1);
    }

    private void prepare() throws IOException, InterruptedException {
        Workshop workshop = new Workshop(options.folder());
        for (Peer peer : options.peers()) {
            if (options.scenarios().stream()
                    .noneMatch(scenario -> scenario.peers().contains(peer))) {
                continue;
            }
            try {
                peer.program().prepare(workshop);
            } catch (UnavailableException unavailable) {
                System.err.println(peer.word() + " is left out: " + unavailable.why());
                report.leaveOut(peer.title(), unavailable.why());
                absent.add(peer);
            }
        }
    }

    private void run(Scenario scenario) throws IOException, InterruptedException {
        for (int repetition = 1; repetition <= options.repeat(); repetition++) {
            for (Peer peer : options.peersOf(scenario)) {
                if (!absent.contains(peer)) {
                    run(scenario, peer, repetition);
                }
            }
        }
        // What is measured is kept, whatever becomes of the next scenario.
        Files.writeString(file, report.markdown());
    }

    /** What one server does not manage is no reason to measure nothing of the others; it is not tried again. */
    private void run(Scenario scenario, Peer peer, int repetition) throws InterruptedException {
        String what = peer.title() + " in `" + scenario.name() + "`";
        if (failed.contains(what)) {
            return;
        }
        System.err.printf("%s, %s, %d of %d ...%n", scenario.name(), peer.word(), repetition, options.repeat());
        try {
            scenario.run(peer, options, report);
        } catch (IOException failure) {
            String why = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
            System.err.println(what + " failed: " + why);
            report.leaveOut(what + (repetition == 1 ? "" : ", from run " + repetition + " on"), why);
            failed.add(what);
        }
    }
}
