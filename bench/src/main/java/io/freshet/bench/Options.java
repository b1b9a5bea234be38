package io.freshet.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the command line asks for: names of scenarios, and options of the form {@code --name=value}.
 *
 * @param scenarios {@code delivered-1} and so on; without one, all
 * @param peers {@code --peers=freshet,emitter-map}
 * @param subscribers {@code --subscribers=1000}
 * @param repeat {@code --repeat=3}: how often each scenario is run with each peer, taking turns
 * @param warmUp {@code --warm-up=8}: seconds under load before anything is measured
 * @param seconds {@code --seconds=10}: how long is measured
 * @param serverOptions {@code --server-options=-XX:+UseZGC}: options for the servers' Java, separated by blanks
 * @param folder {@code --folder=bench/target}: where reports and the servers' output go
 */
record Options(
        List<Scenario> scenarios,
        List<Peer> peers,
        int subscribers,
        int repeat,
        int warmUp,
        int seconds,
        List<String> serverOptions,
        Path folder) {

    static Options defaults() {
        return new Options(Scenario.ALL, List.of(Peer.values()), 1000, 3, 8, 10, List.of(), Path.of("bench", "target"));
    }

    /** @throws IllegalArgumentException if an argument is not allowed */
    static Options parse(String... arguments) {
        Options options = defaults();
        List<Scenario> named = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.startsWith("--")) {
                options = options.with(argument);
            } else {
                named.add(Scenario.of(argument));
            }
        }
        return named.isEmpty() ? options : options.withScenarios(named);
    }

    private Options with(String argument) {
        String[] parts = argument.split("=", 2);
        String value = parts.length == 2 ? parts[1] : "";
        return switch (parts[0]) {
            case "--peers" ->
                withPeers(Arrays.stream(value.split(",", -1)).map(Peer::of).toList());
            case "--subscribers" ->
                new Options(scenarios, peers, number(argument, value), repeat, warmUp, seconds, serverOptions, folder);
            case "--repeat" ->
                new Options(
                        scenarios, peers, subscribers, number(argument, value), warmUp, seconds, serverOptions, folder);
            case "--warm-up" ->
                new Options(
                        scenarios, peers, subscribers, repeat, number(argument, value), seconds, serverOptions, folder);
            case "--seconds" ->
                new Options(
                        scenarios, peers, subscribers, repeat, warmUp, number(argument, value), serverOptions, folder);
            case "--server-options" -> withServerOptions(List.of(value.split(" ", -1)));
            case "--folder" ->
                new Options(scenarios, peers, subscribers, repeat, warmUp, seconds, serverOptions, Path.of(value));
            default ->
                throw new IllegalArgumentException("There is no option '" + parts[0] + "'. Allowed: --peers=, "
                        + "--subscribers=, --repeat=, --warm-up=, --seconds=, --server-options=, --folder=");
        };
    }

    private static int number(String argument, String value) {
        if (!value.matches("[1-9][0-9]{0,6}")) {
            throw new IllegalArgumentException("'" + argument + "' is not allowed: a number from 1 is needed");
        }
        return Integer.parseInt(value);
    }

    Options withScenarios(List<Scenario> others) {
        return new Options(others, peers, subscribers, repeat, warmUp, seconds, serverOptions, folder);
    }

    private Options withPeers(List<Peer> others) {
        return new Options(scenarios, others, subscribers, repeat, warmUp, seconds, serverOptions, folder);
    }

    Options withServerOptions(List<String> others) {
        return new Options(scenarios, peers, subscribers, repeat, warmUp, seconds, others, folder);
    }
}
