package io.freshet.server;

import io.freshet.LaneExecutor;
import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of servers and of their hub: each serves its part of the sockets, and is the lane of the streams on them. So a
 * stream's channel and its lane are one thread, and what is published goes from one to the other without a hop.
 *
 * <p>Give {@link #executors()} to {@link io.freshet.HubBuilder#lanes}. May be used by any number of threads.
 */
public final class EventLoops implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoops.class);

    private static final long SHUTDOWN_SECONDS = 5;

    /**
     * How many sockets a loop sees to before it takes up what its lane has to do. Where thousands of clients come back at once, those who
     * are live wait for so many of them and not for all.
     */
    private static final int READY_AT_A_TIME = 64;

    private final EventLoopGroup group;
    private final Class<? extends ServerChannel> serverChannel;
    private final IdentityHashMap<EventLoop, EventLoopLane> lanes = new IdentityHashMap<>();
    private final List<LaneExecutor> executors = new ArrayList<>();

    private EventLoops(int count, IoHandlerFactory handler, Class<? extends ServerChannel> serverChannel) {
        this.group = new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("freshet-loop", true), handler);
        this.serverChannel = serverChannel;
        for (EventExecutor each : group) {
            EventLoop loop = (EventLoop) each;
            EventLoopLane lane = new EventLoopLane(loop);
            lanes.put(loop, lane);
            executors.add(lane);
        }
    }

    /** Starts one event loop for each processor, over epoll where the system has it. */
    public static EventLoops start() {
        return start(Runtime.getRuntime().availableProcessors());
    }

    /**
     * Starts so many event loops, over epoll where the system has it.
     *
     * @throws IllegalArgumentException if there are to be less than 1
     */
    public static EventLoops start(int count) {
        if (Epoll.isAvailable()) {
            return new EventLoops(
                    required(count),
                    EpollIoHandler.newFactory(READY_AT_A_TIME, DefaultSelectStrategyFactory.INSTANCE),
                    EpollServerSocketChannel.class);
        }
        LOG.info(
                "There is no epoll here, so NIO does: {}",
                Epoll.unavailabilityCause().toString());
        return startNio(count);
    }

    /**
     * Starts so many event loops over Java's own NIO, wherever it runs.
     *
     * @throws IllegalArgumentException if there are to be less than 1
     */
    public static EventLoops startNio(int count) {
        return new EventLoops(required(count), NioIoHandler.newFactory(), NioServerSocketChannel.class);
    }

    private static int required(int count) {
        if (count < 1) {
            throw new IllegalArgumentException(count + " event loops are not allowed: 1 or more");
        }
        return count;
    }

    /** One for each event loop: the lanes of a hub. They live until this is closed; closing one does nothing. */
    public List<LaneExecutor> executors() {
        return List.copyOf(executors);
    }

    EventLoopGroup group() {
        return group;
    }

    Class<? extends ServerChannel> serverChannel() {
        return serverChannel;
    }

    EventLoopLane laneOf(EventLoop loop) {
        EventLoopLane lane = lanes.get(loop);
        if (lane == null) {
            throw new IllegalArgumentException(loop + " is none of these event loops");
        }
        return lane;
    }

    /** Ends the threads, and what is still open on them. Blocks until they have ended, five seconds at most. */
    @Override
    public void close() {
        boolean ended = group.shutdownGracefully(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            LOG.warn("The event loops have not ended within {} s", SHUTDOWN_SECONDS);
        }
    }
}
