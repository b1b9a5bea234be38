package io.freshet.testkit;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Requests that have nothing to do with streams, 200 each second, some of them on new connections. */
final class OrdinaryRequests {
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1) / 200;
    private static final int PER_CONNECTION = 20;

    private final int port;
    private final Queue<String> disturbed;
    private final AtomicInteger answered = new AtomicInteger();
    private volatile boolean going = true;

    OrdinaryRequests(int port, Queue<String> disturbed) {
        this.port = port;
        this.disturbed = disturbed;
    }

    static String body(int number) {
        return ("answer " + number + "\n").repeat(number % 500 + 1);
    }

    int answered() {
        return answered.get();
    }

    void stop() {
        going = false;
    }

    /** Asks until it is stopped. A request that is late is followed by the next at once. */
    void run() {
        long next = System.nanoTime();
        while (going) {
            int first = answered.get();
            try (RawSseClient client = RawSseClient.connectOnly(port)) {
                for (int number = first; going && number < first + PER_CONNECTION; number++) {
                    ask(client, number);
                    answered.incrementAndGet();
                    next += PAUSE_NANOS;
                    LockSupport.parkNanos(next - System.nanoTime());
                }
            } catch (IOException failure) {
                disturbed.add("ordinary request " + answered.get() + ": " + failure);
                answered.incrementAndGet();
            }
        }
    }

    private void ask(RawSseClient client, int number) throws IOException {
        client.next(RawSseClient.to(port, Churn.ORDINARY + "?number=" + number));
        int status = client.head().status();
        String text = client.text();
        if (status != 200 || !text.equals(body(number))) {
            disturbed.add("ordinary request " + number + ": " + status + " "
                    + text.substring(0, Math.min(text.length(), 200)));
        }
    }
}
