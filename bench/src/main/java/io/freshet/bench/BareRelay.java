package io.freshet.bench;

import io.freshet.testkit.RedisProcess;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.concurrent.CountDownLatch;

/** An entry that one connection adds to a stream and another reads: the least that a way through Redis costs. */
final class BareRelay implements Relay {
    private static final String DATA = "x".repeat(200);
    private static final String STREAM = "bare";

    private final RedisClient client;
    private final StatefulRedisConnection<String, String> writes;
    private final StatefulRedisConnection<String, String> reads;
    private final Thread reader;
    private volatile Arrived awaited = new Arrived();
    private volatile boolean closed;

    BareRelay(RedisProcess redis) {
        client = RedisClient.create(redis.url());
        writes = client.connect();
        reads = client.connect();
        reader = new Thread(this::read, "bench-bare-reader");
        writes.sync().xadd(STREAM, "first", DATA);
        reader.start();
    }

    @SuppressWarnings("unchecked") // xread takes offsets as varargs of a generic type
    private void read() {
        String last = "0-1";
        while (!closed) {
            for (StreamMessage<String, String> message :
                    reads.sync().xread(XReadArgs.Builder.block(200), XReadArgs.StreamOffset.from(STREAM, last))) {
                last = message.getId();
                awaited.now();
            }
        }
    }

    @Override
    public long send() throws InterruptedException {
        Arrived arrived = new Arrived();
        awaited = arrived;
        long before = System.nanoTime();
        writes.async().xadd(STREAM, "data", DATA).whenComplete((id, failure) -> {
            if (failure != null) {
                throw new IllegalStateException(failure);
            }
        });
        return arrived.await() - before;
    }

    @Override
    public void close() {
        closed = true;
        try {
            reader.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        client.shutdown();
    }

    /** The moment of an arrival. */
    static final class Arrived {
        private final CountDownLatch latch = new CountDownLatch(1);
        private volatile long at;

        void now() {
            at = System.nanoTime();
            latch.countDown();
        }

        /** When it was, by {@link System#nanoTime()}. */
        long await() throws InterruptedException {
            latch.await();
            return at;
        }
    }
}
