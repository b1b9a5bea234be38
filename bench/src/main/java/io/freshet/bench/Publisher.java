package io.freshet.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A thread that posts numbered events over one kept connection, one at a time, each after the answer for the one before. */
final class Publisher implements AutoCloseable {
    private static final long DELIVERY_SECONDS = 60;

    private final int number;
    private final Site site;
    private final Topics topics;
    private final Pace pace;
    private final long limit;
    private final Arrivals arrivals;
    private final Socket socket = new Socket();
    private final Thread thread;

    private final AtomicLong published = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong longestWait = new AtomicLong();
    private volatile boolean stopped;
    /** When the event was sent that is not answered for yet; 0 if there is none. */
    private volatile long waitingSince;

    private volatile @Nullable IOException failure;

    /** @param limit the most events it sends */
    Publisher(int number, Site site, Topics topics, Pace pace, long limit, Arrivals arrivals) {
        this.number = number;
        this.site = site;
        this.topics = topics;
        this.pace = pace;
        this.limit = limit;
        this.arrivals = arrivals;
        this.thread = new Thread(this::run, "bench-publisher-" + number);
        this.thread.setDaemon(true);
    }

    void connect() throws IOException {
        socket.connect(site.address());
        socket.setTcpNoDelay(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try (socket) {
            publish(new BufferedInputStream(socket.getInputStream()), socket.getOutputStream());
        } catch (IOException lost) {
            failure = lost;
        }
    }

    private void publish(InputStream in, OutputStream out) throws IOException {
        List<Publication> publications = topics.published(number).stream()
                .map(topic -> site.dialect().publication(topic, new String(Stamp.blank(site.size()), US_ASCII)))
                .toList();
        long due = System.nanoTime();
        long accepted = 0;
        long undelivered = 0;
        while (!stopped && accepted < limit) {
            if (pace instanceof Pace.Fixed fixed) {
                due += fixed.intervalNanos();
                waitUntil(due);
            } else {
                due = System.nanoTime();
            }
            Publication publication = publications.get((int) (accepted % publications.size()));
            long sent = System.nanoTime();
            waitingSince = sent;
            publication.send(out, number, accepted / publications.size(), due);
            if (Answer.read(in).isSuccess()) {
                accepted++;
                published.lazySet(accepted);
            } else {
                refused.incrementAndGet();
            }
            waitingSince = 0;
            longestWait.accumulateAndGet(System.nanoTime() - sent, Math::max);
            if (pace instanceof Pace.WhenDelivered delivered) {
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DELIVERY_SECONDS);
                long expected = (accepted - delivered.onTheirWay() + 1) * topics.deliveries() - undelivered;
                if (!arrivals.await(number, expected, deadline)) {
                    undelivered += expected - arrivals.of(number);
                }
            }
        }
    }

    private void waitUntil(long moment) {
        for (long left = moment - System.nanoTime(); left > 0 && !stopped; left = moment - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
    }

    /** How many events the server has accepted. */
    long published() {
        return published.get();
    }

    /** How many events the server has not accepted. They are sent again. */
    long refused() {
        return refused.get();
    }

    /** How long it has been waiting for an answer by now. */
    long waitingNanos() {
        long since = waitingSince;
        return since == 0 ? 0 : System.nanoTime() - since;
    }

    /** The longest that one answer took since the last call. */
    long takeLongestWaitNanos() {
        return longestWait.getAndSet(0);
    }

    /** What broke its connection, if anything did. */
    @Nullable
    IOException failure() {
        return failure;
    }

    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    /** @return whether it has ended */
    boolean join(long millis) throws InterruptedException {
        thread.join(millis);
        return !thread.isAlive();
    }

    @Override
    public void close() {
        stop();
    }
}
