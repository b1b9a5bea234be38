package io.freshet.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that was measured, as Markdown: a section for each kind of scenario that was run, and what was aimed at. */
final class Report {
    private final Options options;
    private final Map<Comparison, LoadTable> loads = new EnumMap<>(Comparison.class);
    private final IdleTable idle = new IdleTable();
    private final GoneTable gone = new GoneTable();
    private final Map<String, String> leftOut = new LinkedHashMap<>();

    Report(Options options) {
        this.options = options;
    }

    LoadTable loads(Comparison comparison) {
        return loads.computeIfAbsent(comparison, LoadTable::new);
    }

    IdleTable idle() {
        return idle;
    }

    GoneTable gone() {
        return gone;
    }

    /** Takes down that something was not measured. */
    void leaveOut(String what, String why) {
        leftOut.put(what, why);
    }

    private String without() {
        return leftOut.isEmpty()
                ? ""
                : "Left out:\n\n"
                        + leftOut.entrySet().stream()
                                .map(each -> "- " + each.getKey() + ": " + each.getValue() + "\n")
                                .collect(Collectors.joining());
    }

    String markdown() {
        List<Aim> aims = new ArrayList<>(StarterAims.of(this));
        aims.addAll(HubAims.of(this, Peer.FRESHET_HUB));
        return Stream.of(
                                machine() + "\n",
                                without(),
                                loads(Comparison.STARTER).markdown(options),
                                loads(Comparison.HUB).markdown(options),
                                idle.markdown(options),
                                gone.markdown(options))
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
