package io.freshet.bench;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that was measured, as Markdown: a section for each kind of scenario that was run, and what was aimed at. */
final class Report {
    private final Options options;
    private final LoadTable loads = new LoadTable();
    private final IdleTable idle = new IdleTable();
    private final GoneTable gone = new GoneTable();

    Report(Options options) {
        this.options = options;
    }

    LoadTable loads() {
        return loads;
    }

    IdleTable idle() {
        return idle;
    }

    GoneTable gone() {
        return gone;
    }

    String markdown() {
        List<Aim> aims = Stream.of(loads.aims(), idle.aims(), gone.aims())
                .flatMap(List::stream)
                .toList();
        return Stream.of(machine() + "\n", loads.markdown(options), idle.markdown(options), gone.markdown(options))
                        .filter(section -> !section.isEmpty())
                        .collect(Collectors.joining("\n"))
                + (aims.isEmpty() ? "" : "\n" + Aim.table(aims));
    }

    private String machine() {
        return "%d cores, Java %s, %s %s; each scenario %d times with each server"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("java.version"),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        options.repeat());
    }
}
