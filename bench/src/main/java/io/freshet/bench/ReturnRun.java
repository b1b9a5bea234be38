package io.freshet.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients who are cut off together, miss some seconds, and come back at once, while others stay. All read topics at the same rate, and each
 * topic has as many of both; whoever comes back does so with the last id that it had.
 *
 * @param clients how many come back
 * @param staying how many stay
 * @param rate events a second, on all topics together
 * @param awaySeconds how long they are away
 */
record ReturnRun(int clients, int staying, int rate, int awaySeconds) {
    static final int TOPICS = 40;
    private static final int PUBLISHERS = 4;
    private static final int SIZE = 200;
    private static final int SETTLE_SECONDS = 1;
    private static final int EVERYBODY_SECONDS = 5;
    private static final int ANSWER_SECONDS = 60;
    private static final int DRAIN_SECONDS = 60;

    /**
     * Has them do so some times.
     *
     * @return each time, and what was lost, doubled or reordered in all
     */
    Returns measure(Peer peer, Launch launch, int times) throws IOException, InterruptedException {
        Idle.requireDescriptors(clients + staying, ProcessStat.own().descriptors());
        Topics.OneEach topics = new Topics.OneEach(TOPICS, PUBLISHERS);
        Topics read = new Topics.Spread(topics, staying);
        try (ServerProcess server = ServerProcess.start(peer, launch);
                Audience stay = Audience.open(server.site(SIZE), read, staying, PUBLISHERS);
                Audience come =
                        Audience.open(server.site(SIZE), new Topics.Spread(topics, clients), clients, PUBLISHERS);
                Crew crew = Crew.start(
                        server.site(SIZE),
                        topics,
                        new Pace.Fixed(rate / PUBLISHERS),
                        Long.MAX_VALUE,
                        stay.arrivals())) {
            List<Return> returns = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                returns.add(once(server, stay, come, crew));
            }
            crew.stop(ANSWER_SECONDS);
            return new Returns(
                    returns,
                    drain(stay, come, crew.published()),
                    stay.disconnects() + come.disconnects(),
                    crew.refused());
        }
    }

    private Return once(ServerProcess server, Audience stay, Audience come, Crew crew)
            throws IOException, InterruptedException {
        crew.await(SETTLE_SECONDS);
        stay.takeTally();
        crew.await(EVERYBODY_SECONDS);
        Tally everybody = stay.takeTally();
        come.leave();
        crew.await(SETTLE_SECONDS);
        stay.takeTally();
        crew.await(awaySeconds - SETTLE_SECONDS);
        Tally alone = stay.takeTally();
        come.takeTally();
        ProcessStat stat = server.stat();
        long cpu = stat.cpuNanos();
        long began = System.nanoTime();
        Tally caughtUp = come.comeBack();
        return new Return(
                everybody,
                alone,
                stay.takeTally(),
                caughtUp,
                come.takeTally().deliveries(),
                stat.cpuNanos() - cpu,
                (System.nanoTime() - began) / 1e9);
    }

    /** Waits until everything that was published has arrived, if it ever does. */
    private static DeliveryCheck.Errors drain(Audience stay, Audience come, long[] published) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DRAIN_SECONDS);
        DeliveryCheck.Errors errors = stay.errors(published).plus(come.errors(published));
        while (errors.lost() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            errors = stay.errors(published).plus(come.errors(published));
        }
        return errors;
    }

    /**
     * All that was measured of one server.
     *
     * @param disconnects how many connections ended that were not to
     * @param refused how many events the server did not take at first
     */
    record Returns(List<Return> each, DeliveryCheck.Errors errors, long disconnects, long refused) {}
}
