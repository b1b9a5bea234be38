package io.freshet.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the command line asks for: names of scenarios or of comparisons, and options of the form {@code --name=value}.
 *
 * @param scenarios {@code delivered-1} and so on, {@code hub} for all of a comparison; without one, all
 * @param peers {@code --peers=freshet,emitter-map}; without it those of the comparisons that are named, if it is only these, or all,
 *     each in the scenarios that are meant for it
 * @param subscribers {@code --subscribers=1000}: how many there are where a scenario does not say it
 * @param size {@code --size=200}: how many bytes the data of an event has
 * @param repeat {@code --repeat=3}: how often each scenario is run with each peer, taking turns
 * @param warmUp {@code --warm-up=8}: seconds under load before anything is measured
 * @param seconds {@code --seconds=10}: how long is measured
 * @param connections {@code --connections=10000}: how many are open in {@code idle}
 * @param most {@code --most=100000}: how many there are at most in {@code idle-most}
 * @param silence {@code --silence=60}: for how many seconds CPU time is measured in {@code idle} while nothing is published
 * @param gone {@code --gone=200}: how many clients go in each way in {@code gone}
 * @param heartbeat {@code --heartbeat=15}: seconds between heartbeats, in every server
 * @param serverOptions {@code --server-options=-XX:+UseZGC}: options for the servers' Java, separated by blanks
 * @param folder {@code --folder=bench/target}: where reports and the servers' output go
 */
record Options(
        List<Scenario> scenarios,
        List<Peer> peers,
        int subscribers,
        int size,
        int repeat,
        int warmUp,
        int seconds,
        int connections,
        int most,
        int silence,
        int gone,
        int heartbeat,
        List<String> serverOptions,
        Path folder) {
    private static final List<String> NAMES = List.of(
            "--peers",
            "--subscribers",
            "--size",
            "--repeat",
            "--warm-up",
            "--seconds",
            "--connections",
            "--most",
            "--silence",
            "--gone",
            "--heartbeat",
            "--server-options",
            "--folder");

    /** @throws IllegalArgumentException if an argument is not allowed */
    static Options parse(String... arguments) {
        Set<Scenario> scenarios = new LinkedHashSet<>();
        Set<Peer> compared = EnumSet.noneOf(Peer.class);
        boolean onlyComparisons = true;
        Map<String, String> given = new HashMap<>();
        for (String argument : arguments) {
            if (argument.startsWith("--")) {
                String[] parts = argument.split("=", 2);
                if (!NAMES.contains(parts[0])) {
                    throw new IllegalArgumentException(
                            "There is no option '" + parts[0] + "'. Allowed: " + String.join("=, ", NAMES) + "=");
                }
                given.put(parts[0], parts.length == 2 ? parts[1] : "");
            } else {
                Optional<Comparison> comparison = Comparison.find(argument);
                comparison.ifPresent(all -> compared.addAll(all.peers()));
                scenarios.addAll(comparison.map(Comparison::scenarios).orElseGet(() -> List.of(Scenario.of(argument))));
                onlyComparisons &= comparison.isPresent();
            }
        }
        String peers = given.get("--peers");
        String serverOptions = given.get("--server-options");
        Options options = new Options(
                scenarios.isEmpty() ? Scenario.ALL : List.copyOf(scenarios),
                peers == null
                        ? List.copyOf(onlyComparisons && !compared.isEmpty() ? compared : EnumSet.allOf(Peer.class))
                        : Arrays.stream(peers.split(",", -1)).map(Peer::of).toList(),
                number(given, "--subscribers", 1000),
                size(given),
                number(given, "--repeat", 3),
                number(given, "--warm-up", 8),
                number(given, "--seconds", 10),
                number(given, "--connections", 10_000),
                number(given, "--most", 100_000),
                number(given, "--silence", 60),
                number(given, "--gone", 200),
                number(given, "--heartbeat", 15),
                serverOptions == null ? List.of() : List.of(serverOptions.split(" ", -1)),
                Path.of(given.getOrDefault("--folder", "bench/target")));
        scenarios.forEach(options::requirePeers);
        return options;
    }

    private static int number(Map<String, String> given, String name, int otherwise) {
        String value = given.get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.matches("[1-9][0-9]{0,6}")) {
            throw new IllegalArgumentException(
                    "'" + name + "=" + value + "' is not allowed: a number from 1 is needed");
        }
        return Integer.parseInt(value);
    }

    private static int size(Map<String, String> given) {
        int size = number(given, "--size", 200);
        if (size < Stamp.SHORTEST) {
            throw new IllegalArgumentException(
                    "'--size=" + size + "' is not allowed: a number from " + Stamp.SHORTEST + " is needed");
        }
        return size;
    }

    private void requirePeers(Scenario scenario) {
        if (peersOf(scenario).isEmpty()) {
            throw new IllegalArgumentException("'" + scenario.name()
                    + "' is for none of the peers that are named. It is for: "
                    + String.join(
                            ", ", scenario.peers().stream().map(Peer::word).toList()));
        }
    }

    /** Those of the chosen peers that a scenario is meant for. */
    List<Peer> peersOf(Scenario scenario) {
        return peers.stream().filter(scenario.peers()::contains).toList();
    }
}
