package io.freshet.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A thread that reads its part of the subscribers' connections. */
final class ReaderLoop implements AutoCloseable {
    /** How many connections are asked for before one of them has been answered: fewer than a server's backlog. */
    private static final int AT_A_TIME = 25;

    /** The same for those who return at once: two threads' fit into the backlog that Linux allows. */
    private static final int AT_ONCE = 2000;

    private static final int RETURN_MILLIS = 100;

    private final int number;
    private final @Nullable InetSocketAddress source;
    private final Topics topics;
    private final int first;
    private final Arrivals arrivals;
    private final CountDownLatch open;
    private final Selector selector;
    private final Thread thread;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    // All below is touched by the thread only.
    private final byte[] buffer = new byte[256 * 1024];
    private final List<Reader> readers = new ArrayList<>();
    private final Queue<Reader> toConnect = new ArrayDeque<>();
    /** Those whose connection has ended. */
    private final Queue<Reader> returning = new ArrayDeque<>();

    private final DeliveryCheck check;
    private final long[] counts;
    private Tally tally = new Tally();
    private int atATime = AT_A_TIME;
    private int opening;
    /** Follows those who have come back after all had gone; null before. */
    private @Nullable Comeback comeback;

    private long now;
    private long returned;
    private long disconnects;
    private long reads;

    /**
     * @param source the address that it connects from, with any port; null leaves it to the system
     * @param first which of all subscribers its first is
     * @param open counted down for each connection whose response has begun
     */
    ReaderLoop(
            int number,
            Site site,
            @Nullable InetSocketAddress source,
            Topics topics,
            int first,
            int readers,
            Arrivals arrivals,
            CountDownLatch open) {
        this.number = number;
        this.source = source;
        this.topics = topics;
        this.first = first;
        this.arrivals = arrivals;
        this.open = open;
        this.check = new DeliveryCheck(readers, arrivals.publishers());
        this.counts = new long[arrivals.publishers()];
        for (int i = 0; i < readers; i++) {
            int reader = i;
            this.readers.add(new Reader(
                    site,
                    topics.read(first + reader),
                    (publisher, sequence, nanos) -> received(reader, publisher, sequence, nanos)));
        }
        toConnect.addAll(this.readers);
        try {
            this.selector = Selector.open();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        this.thread = new Thread(this::run, "bench-reader-" + number);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void received(int reader, int publisher, long sequence, long nanos) {
        check.received(reader, publisher, sequence);
        counts[publisher]++;
        tally.add(now - nanos);
        if (comeback != null) {
            comeback.received(reader, nanos, now);
        }
    }

    /** Breaks off all connections; nobody comes back before {@link #comeBack}. */
    CompletableFuture<Void> leave() {
        return ask(() -> {
            readers.forEach(Reader::breakOff);
            opening = 0;
            toConnect.clear();
            returning.clear();
            return null;
        });
    }

    /**
     * Has all of them come back at once, with the last id that they had.
     *
     * @param began when that is, for all threads
     * @param live counted down for each that is live again
     */
    CompletableFuture<Void> comeBack(long began, CountDownLatch live) {
        return ask(() -> {
            comeback = new Comeback(readers.size(), began, live);
            atATime = AT_ONCE;
            toConnect.addAll(readers);
            return null;
        });
    }

    /** How long each took that came back, from the moment at which all did to the last event that it had missed. */
    CompletableFuture<Tally> caughtUp() {
        return ask(() -> comeback == null ? new Tally() : comeback.caughtUp());
    }

    /** What was received since the last call. */
    CompletableFuture<Tally> takeTally() {
        return ask(() -> {
            Tally taken = tally;
            tally = new Tally();
            return taken;
        });
    }

    CompletableFuture<DeliveryCheck.Errors> errors(long[] published) {
        return ask(() ->
                check.errors((reader, publisher) -> topics.owed(first + reader, publisher, published[publisher])));
    }

    CompletableFuture<Long> disconnects() {
        return ask(() -> disconnects);
    }

    CompletableFuture<Long> reads() {
        return ask(() -> reads);
    }

    private <T extends @Nullable Object> CompletableFuture<T> ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        tasks.add(() -> answer.complete(question.get()));
        selector.wakeup();
        return answer;
    }

    private void run() {
        try {
            while (!closed) {
                connectSome();
                selector.select(this::ready, RETURN_MILLIS);
                for (int publisher = 0; publisher < counts.length; publisher++) {
                    arrivals.set(number, publisher, counts[publisher]);
                }
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
            }
            for (SelectionKey key : selector.keys()) {
                ((Reader) key.attachment()).close();
            }
            selector.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Those who return do so together, now and then, so that a server that refuses them is not hammered. */
    private void connectSome() throws IOException {
        if (!returning.isEmpty() && System.nanoTime() - returned > RETURN_MILLIS * 1_000_000L) {
            returned = System.nanoTime();
            toConnect.addAll(returning);
            returning.clear();
        }
        while (opening < atATime && !toConnect.isEmpty()) {
            opening++;
            toConnect.remove().connect(source, selector);
        }
    }

    private void ready(SelectionKey key) {
        Reader reader = (Reader) key.attachment();
        try {
            if (key.isConnectable()) {
                reader.connected(key);
            } else {
                now = System.nanoTime();
                reads++;
                boolean goesOn = reader.read(key, buffer);
                if (!goesOn) {
                    returnLater(reader);
                } else if (reader.hasJustOpened()) {
                    opening--;
                    open.countDown();
                }
            }
        } catch (IOException gone) {
            returnLater(reader);
        }
    }

    private void returnLater(Reader reader) {
        disconnects++;
        reader.close();
        opening -= reader.hasJustOpened() ? 1 : 0;
        returning.add(reader);
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
