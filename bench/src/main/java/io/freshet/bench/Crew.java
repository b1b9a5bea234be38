package io.freshet.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** All publishers of a run. */
final class Crew implements AutoCloseable {
    private final List<Publisher> publishers;

    private Crew(List<Publisher> publishers) {
        this.publishers = publishers;
    }

    /**
     * Starts as many as {@code arrivals} has room for.
     *
     * @param events the most that each of them sends
     */
    static Crew start(Site site, Topics topics, Pace pace, long events, Arrivals arrivals) throws IOException {
        List<Publisher> publishers = IntStream.range(0, arrivals.publishers())
                .mapToObj(number -> new Publisher(number, site, topics, pace, events, arrivals))
                .toList();
        // All are connected before the first event: a server that has much to do accepts late, and that is not what is
        // measured.
        for (Publisher publisher : publishers) {
            publisher.connect();
        }
        publishers.forEach(Publisher::start);
        return new Crew(publishers);
    }

    /**
     * Lets them work for a time.
     *
     * @return whether all have ended
     */
    boolean await(long seconds) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        boolean ended = true;
        for (Publisher publisher : publishers) {
            long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            ended &= publisher.join(Math.max(1, millis));
        }
        return ended;
    }

    /**
     * Has them end, each after the answer that it is waiting for.
     *
     * @throws IOException if one lost its connection, or is not answered in time
     */
    void stop(long seconds) throws InterruptedException, IOException {
        publishers.forEach(Publisher::stop);
        end(seconds);
    }

    /**
     * Waits until they have sent all that they are to send.
     *
     * @throws IOException if one lost its connection, or does not end in time
     */
    void end(long seconds) throws InterruptedException, IOException {
        if (!await(seconds)) {
            throw new IOException("a publisher was not answered within " + seconds + " s");
        }
        for (Publisher publisher : publishers) {
            IOException failure = publisher.failure();
            if (failure != null) {
                throw failure;
            }
        }
    }

    /** How many events of each were accepted. */
    long[] published() {
        return publishers.stream().mapToLong(Publisher::published).toArray();
    }

    long refused() {
        return publishers.stream().mapToLong(Publisher::refused).sum();
    }

    /** How long one of them has been waiting for an answer by now. */
    double waitingSeconds() {
        return publishers.stream().mapToLong(Publisher::waitingNanos).max().orElse(0) / 1e9;
    }

    /** The longest that one answer took since the last call. */
    double takeLongestWaitSeconds() {
        return publishers.stream()
                        .mapToLong(Publisher::takeLongestWaitNanos)
                        .max()
                        .orElse(0)
                / 1e9;
    }

    @Override
    public void close() {
        publishers.forEach(Publisher::close);
    }
}
