package io.freshet.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** All subscribers of a run but a stalled one, read by two threads. */
final class Audience implements AutoCloseable {
    private static final int LOOPS = 2;
    private static final int OPEN_SECONDS = 120;

    private final int size;
    private final Arrivals arrivals;
    private final List<ReaderLoop> loops = new ArrayList<>();

    private Audience(int size, Arrivals arrivals) {
        this.size = size;
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
        Audience audience = new Audience(size, arrivals);
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

    /** Breaks off all connections. */
    void leave() {
        loops.stream().map(ReaderLoop::leave).toList().forEach(CompletableFuture::join);
    }

    /**
     * Has all come back at once, and returns when all are live: each has received an event that was published after the first that it
     * had missed came.
     *
     * @return how long each took to have received what it had missed
     */
    Tally comeBack() throws IOException, InterruptedException {
        CountDownLatch live = new CountDownLatch(size);
        long began = System.nanoTime();
        loops.stream().map(loop -> loop.comeBack(began, live)).toList().forEach(CompletableFuture::join);
        if (!live.await(OPEN_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException(live.getCount() + " of " + size + " were not live again in " + OPEN_SECONDS + " s");
        }
        return loops.stream().map(loop -> loop.caughtUp().join()).reduce(new Tally(), Tally::plus);
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
