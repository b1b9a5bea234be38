package io.freshet.server;

import io.freshet.LaneExecutor;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An event loop as the thread of a lane. It logs what a task throws, and goes on. */
final class EventLoopLane implements LaneExecutor {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoopLane.class);

    private static final Timer NEVER = () -> {};

    private final EventLoop loop;
    private final LastBatch lastBatch = new LastBatch();
    private final HttpDate date = new HttpDate(Clock.systemUTC());

    EventLoopLane(EventLoop loop) {
        this.loop = loop;
        ((SingleThreadEventExecutor) loop).addShutdownHook(lastBatch::release);
    }

    EventLoop loop() {
        return loop;
    }

    /** What was sent last by this thread; for this thread only. */
    LastBatch lastBatch() {
        return lastBatch;
    }

    /** The date of answers; for this thread only. */
    String date() {
        return date.now();
    }

    @Override
    public void execute(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException ended) {
            LOG.trace("An event loop has ended, and a task is dropped", ended);
        }
    }

    /** Netty looks at its sockets before it takes up what is scheduled, but not before it takes up what is to be executed. */
    @Override
    public void executeNext(Runnable piece) {
        schedule(piece, Duration.ZERO);
    }

    @Override
    public Timer schedule(Runnable task, Duration delay) {
        try {
            Future<?> future = loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException ended) {
            LOG.trace("An event loop has ended, and a timer is dropped", ended);
            return NEVER;
        }
    }

    /** Does nothing: its sockets need the thread, too. {@link EventLoops#close} ends it. */
    @Override
    public void close() {}
}
