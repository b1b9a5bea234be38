package io.freshet.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Runs a load once: starts a server, connects the audience, and measures. */
final class LoadRun {
    /** Emitters wait a minute for a reader that takes nothing. */
    private static final int LONGEST_ANSWER_SECONDS = 90;

    /** How long a reader that takes nothing is there. */
    private static final int STALLED_SECONDS = 30;

    private static final int DRAIN_SECONDS = 60;

    /** Small, so that a reader that takes nothing is noticed after some hundred events and not after ten thousand. */
    private static final int SMALL_SEND_BUFFER = 16 * 1024;

    /** For more of them, what Tomcat has for each does not fit into the heap that is usual. */
    private static final int ORDINARY_SUBSCRIBERS = 1000;

    static final List<String> LARGE_HEAP = List.of("-Xms2g", "-Xmx2g");

    private final Peer peer;
    private final Load scenario;
    private final Options options;

    LoadRun(Peer peer, Load scenario, Options options) {
        this.peer = peer;
        this.scenario = scenario;
        this.options = options;
    }

    /** @return one measurement; with a stalled reader two, without it and with it */
    List<Measurement> measure() throws IOException, InterruptedException {
        String load = ProcessStat.load();
        List<Stretch> stretches = new ArrayList<>();
        Topics topics = scenario.topics(options);
        try (ServerProcess server = ServerProcess.start(peer, launch());
                Audience audience = Audience.open(
                        server.site(options.size()), topics, scenario.subscribers(options), scenario.publishers());
                Crew crew = Crew.start(
                        server.site(options.size()), topics, scenario.pace(), Long.MAX_VALUE, audience.arrivals())) {
            crew.await(options.warmUp());
            stretches.add(Stretch.measure(server, audience, crew, options.seconds()));
            if (scenario.stalled()) {
                try (StalledReader stalled = new StalledReader(server.site(options.size()))) {
                    stretches.add(Stretch.measure(server, audience, crew, STALLED_SECONDS));
                }
            }
            crew.stop(LONGEST_ANSWER_SECONDS);
            double drainSeconds = drain(topics, audience, crew);
            DeliveryCheck.Errors errors = audience.errors(crew.published());
            return stretches.stream()
                    .map(stretch -> new Measurement(
                            scenario.subscribers(options),
                            stretch,
                            errors,
                            audience.disconnects(),
                            crew.refused(),
                            drainSeconds,
                            load))
                    .toList();
        }
    }

    private Launch launch() {
        List<String> javaOptions = new ArrayList<>();
        if (scenario.subscribers(options) > ORDINARY_SUBSCRIBERS) {
            javaOptions.addAll(LARGE_HEAP);
        }
        if (scenario.stalled()) {
            javaOptions.add("-D" + TomcatSettings.SEND_BUFFER + "=" + SMALL_SEND_BUFFER);
        }
        return Launch.of(options).with(javaOptions);
    }

    /** Waits until everything that was sent has arrived. */
    private static double drain(Topics topics, Audience audience, Crew crew) {
        long began = System.nanoTime();
        long deadline = began + TimeUnit.SECONDS.toNanos(DRAIN_SECONDS);
        long expected = Arrays.stream(crew.published()).sum() * topics.deliveries();
        while (audience.arrivals().all() < expected && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        return (System.nanoTime() - began) / 1e9;
    }
}
