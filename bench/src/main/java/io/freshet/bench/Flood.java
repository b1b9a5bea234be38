package io.freshet.bench;

import io.freshet.Event;
import io.freshet.EventId;
import io.freshet.Hub;
import io.freshet.testkit.RedisProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * As many events as one node brings into the log with so many appends in flight, beside a node in a process of its own that only
 * follows.
 */
final class Flood {
    private static final String NAME = "flood";
    private static final Event EVENT = Event.of("SLS_01_01", "x".repeat(200));

    private final RedisProcess redis;
    private final int inFlight;
    private final AtomicLong appended = new AtomicLong();
    private volatile boolean over;

    Flood(RedisProcess redis, int inFlight) {
        this.redis = redis;
        this.inFlight = inFlight;
    }

    /**
     * What was measured; microseconds are CPU time for each event.
     *
     * @param nodeMicros of the node that appends, with what publishes
     * @param idleNodeMicros of the node on which nobody selects any of the events
     */
    record Figures(double perSecond, double redisMicros, double nodeMicros, double idleNodeMicros) {}

    Figures measure(int warmUpSeconds, int seconds) throws IOException, InterruptedException {
        Process follower = new ProcessBuilder(Java.command(FollowingNode.class, List.of(), List.of(redis.url(), NAME)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (Hub node = NodeRelay.node(redis, NAME);
                BufferedReader said = follower.inputReader(StandardCharsets.UTF_8)) {
            if (said.readLine() == null) {
                throw new IOException("the other node did not start");
            }
            Thread publisher = new Thread(() -> publish(node), "bench-flood");
            publisher.start();
            publisher.join(TimeUnit.SECONDS.toMillis(warmUpSeconds));
            ProcessStat idle = new ProcessStat(follower.toHandle());
            ProcessStat own = ProcessStat.own();
            long events = appended.get();
            long began = System.nanoTime();
            double redisBefore = redisMicros();
            long ownBefore = own.cpuNanos();
            long idleBefore = idle.cpuNanos();
            publisher.join(TimeUnit.SECONDS.toMillis(seconds));
            events = appended.get() - events;
            Figures figures = new Figures(
                    events * 1e9 / (System.nanoTime() - began),
                    (redisMicros() - redisBefore) / events,
                    (own.cpuNanos() - ownBefore) / 1e3 / events,
                    (idle.cpuNanos() - idleBefore) / 1e3 / events);
            over = true;
            publisher.join();
            return figures;
        } finally {
            follower.getOutputStream().close();
            if (!follower.waitFor(10, TimeUnit.SECONDS)) {
                follower.destroyForcibly();
            }
        }
    }

    private void publish(Hub node) {
        Semaphore room = new Semaphore(inFlight);
        while (!over) {
            room.acquireUninterruptibly();
            CompletionStage<EventId> stage = node.publish("stores/2/SLS_01_01", EVENT);
            stage.whenComplete((id, failure) -> {
                if (failure == null) {
                    appended.incrementAndGet();
                }
                room.release();
            });
        }
        room.acquireUninterruptibly(inFlight);
    }

    /** The CPU time that Redis says it has used. */
    private double redisMicros() {
        return redis.ask("INFO", "cpu")
                        .lines()
                        .filter(line -> line.startsWith("used_cpu_sys:") || line.startsWith("used_cpu_user:"))
                        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(':') + 1)))
                        .sum()
                * 1e6;
    }
}
