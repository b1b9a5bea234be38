package io.freshet.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A thread that posts numbered events over one kept connection, one at a time, each after the answer for the one before. */
final class Publisher implements AutoCloseable {
    private static final long DELIVERY_SECONDS = 5;

    private final int number;
    private final InetSocketAddress server;
    private final Pace pace;
    private final long limit;
    private final Arrivals arrivals;
    private final int audience;
    private final Thread thread;

    private final AtomicLong published = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong longestWait = new AtomicLong();
    private volatile boolean stopped;
    /** When the event was sent that is not answered for yet; 0 if there is none. */
    private volatile long waitingSince;

    private volatile @Nullable IOException failure;

    /**
     * @param limit the most events it sends
     * @param audience how many deliveries an event has
     */
    Publisher(int number, InetSocketAddress server, Pace pace, long limit, Arrivals arrivals, int audience) {
        this.number = number;
        this.server = server;
        this.pace = pace;
        this.limit = limit;
        this.arrivals = arrivals;
        this.audience = audience;
        this.thread = new Thread(this::run, "bench-publisher-" + number);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try (Socket socket = new Socket()) {
            socket.connect(server);
            socket.setTcpNoDelay(true);
            publish(new BufferedInputStream(socket.getInputStream()), socket.getOutputStream());
        } catch (IOException lost) {
            failure = lost;
        }
    }

    private void publish(InputStream in, OutputStream out) throws IOException {
        byte[] head = ("POST " + Peer.PUBLISH
                        + " HTTP/1.1\r\nHost: bench\r\nContent-Type: text/plain\r\nContent-Length: " + Stamp.LENGTH
                        + "\r\n\r\n")
                .getBytes(US_ASCII);
        byte[] request = new byte[head.length + Stamp.LENGTH];
        System.arraycopy(head, 0, request, 0, head.length);
        byte[] data = Stamp.blank();
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
            Stamp.write(data, number, accepted, due);
            System.arraycopy(data, 0, request, head.length, data.length);
            long sent = System.nanoTime();
            waitingSince = sent;
            out.write(request);
            if (isAccepted(in)) {
                accepted++;
                published.lazySet(accepted);
            } else {
                refused.incrementAndGet();
            }
            waitingSince = 0;
            longestWait.accumulateAndGet(System.nanoTime() - sent, Math::max);
            if (pace instanceof Pace.WhenDelivered) {
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DELIVERY_SECONDS);
                long expected = accepted * audience - undelivered;
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

    /** Reads an answer to its end. */
    private static boolean isAccepted(InputStream in) throws IOException {
        boolean accepted = line(in).startsWith("http/1.1 2");
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring("content-length:".length()).strip());
            } else if (header.startsWith("connection: close") || header.startsWith("transfer-encoding:")) {
                throw new IOException("the server answered with '" + header + "', which a publisher cannot go on from");
            }
        }
        in.skipNBytes(length);
        return accepted;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the server closed a publisher's connection");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString().toLowerCase(Locale.ROOT);
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
