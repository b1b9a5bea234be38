package io.freshet.server;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers with what takes milliseconds to gather, which no event loop has: for one at a time, on a thread of its own, and for a few that
 * wait.
 */
final class Gathered implements Endpoint, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gathered.class);

    /** How many may wait while one is answered. */
    static final int MOST_WAITING = 4;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Supplier<Answer> gathering;
    private final ThreadPoolExecutor thread;

    /** @param gathering run on one thread only */
    Gathered(String name, Supplier<Answer> gathering) {
        this.gathering = gathering;
        this.thread = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), task -> new Thread(task, name));
    }

    @Override
    public void handle(Exchange exchange) {
        try {
            thread.execute(() -> exchange.answer(gather(exchange)));
        } catch (RejectedExecutionException tooMany) {
            exchange.answer(Answer.of(503, "text/plain", "too many ask for this at the same time\n")
                    .with("Retry-After", Long.toString(RETRY_AFTER.toSeconds())));
        }
    }

    private Answer gather(Exchange exchange) {
        try {
            return gathering.get();
        } catch (RuntimeException | Error failure) {
            LOG.error("{} could not be gathered", exchange.path(), failure);
            return Answer.of(500);
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
