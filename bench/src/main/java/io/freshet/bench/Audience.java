package io.freshet.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** All subscribers of a run but a stalled one, read by two threads. */
final class Audience implements AutoCloseable {
    private static final int LOOPS = 2;
    private static final int OPEN_SECONDS = 120;

    private final Arrivals arrivals;
    private final List<ReaderLoop> loops = new ArrayList<>();

    private Audience(Arrivals arrivals) {
        this.arrivals = arrivals;
    }

    /** Connects them, and returns once each is answered with a stream: from then on it is owed every event of its topic. */
    static Audience open(Site site, Topics topics, int size, int publishers) throws IOException, InterruptedException {
        return open(site, null, topics, size, publishers);
    }

    /** @param source the address that they come from, with any port; null leaves it to the system */
    static Audience open(Site site, @Nullable InetSocketAddress source, Topics topics, int size, int publishers)
            throws IOException, InterruptedException {
        Arrivals arrivals = new Arrivals(publishers, LOOPS);
        Audience audience = new Audience(arrivals);
        CountDownLatch open = new CountDownLatch(size);
        for (int i = 0; i < LOOPS; i++) {
            int first = size * i / LOOPS;
            int share = size * (i + 1) / LOOPS - first;
            audience.loops.add(new ReaderLoop(i, site, source, topics, first, share, arrivals, open));
        }
        audience.loops.forEach(ReaderLoop::start);
        if (!open.await(OPEN_SECONDS, TimeUnit.SECONDS)) {
            audience.close();
            throw new IOException(
                    open.getCount() + " of " + size + " streams were not opened in " + OPEN_SECONDS + " s");
        }
        return audience;
    }

    Arrivals arrivals() {
        return arrivals;
    }

    /** What was received since the last call. */
    Tally takeTally() {
        return loops.stream().map(ReaderLoop::takeTally).toList().stream()
                .map(answer -> answer.join())
                .reduce(new Tally(), Tally::plus);
    }

    DeliveryCheck.Errors errors(long[] published) {
        return loops.stream()
                .map(loop -> loop.errors(published).join())
                .reduce(DeliveryCheck.Errors.NONE, DeliveryCheck.Errors::plus);
    }

    /** How often something has come. */
    long reads() {
        return loops.stream().mapToLong(loop -> loop.reads().join()).sum();
    }

    /** How often a connection has ended. Each came back, with the last id it had seen. */
    long disconnects() {
        return loops.stream().mapToLong(loop -> loop.disconnects().join()).sum();
    }

    @Override
    public void close() {
        loops.forEach(ReaderLoop::close);
    }
}
