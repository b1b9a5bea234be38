package io.freshet.server;

import io.freshet.Neighbourhood;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections of a server that are open, and how many there may be. May be used by any number of threads. */
final class OpenConnections {
    private static final Logger LOG = LoggerFactory.getLogger(OpenConnections.class);

    private final int max;
    private final int maxPerAddress;
    /** Guarded by itself. Of the sets of the JDK this one costs the least for each channel. */
    private final Set<Channel> channels = Collections.newSetFromMap(new IdentityHashMap<>());

    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong turnedAway = new AtomicLong();
    private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

    /** Whether it has been told that there are too many, since there were not. */
    private final AtomicBoolean told = new AtomicBoolean();

    /** One for all: it is told whose future it listens to. */
    private final ChannelFutureListener leaving = closed -> left(closed.channel());

    /** @param maxPerAddress 0 for any number */
    OpenConnections(int max, int maxPerAddress) {
        this.max = max;
        this.maxPerAddress = maxPerAddress;
    }

    /** @return false if there are too many, or this one has ended already */
    boolean add(Channel channel) {
        if (channel.remoteAddress() == null) {
            return false;
        }
        if (count.incrementAndGet() > max) {
            count.decrementAndGet();
            turnAway("{} connections are open, and no more are taken");
            return false;
        }
        if (maxPerAddress > 0 && !countAddress(channel)) {
            count.decrementAndGet();
            turnedAway.incrementAndGet();
            LOG.debug("{} has {} connections, and no more are taken from there", address(channel), maxPerAddress);
            return false;
        }
        synchronized (channels) {
            channels.add(channel);
        }
        channel.closeFuture().addListener(leaving);
        return true;
    }

    private void turnAway(String why) {
        turnedAway.incrementAndGet();
        if (!told.getAndSet(true)) {
            LOG.warn(why, max);
        }
    }

    private boolean countAddress(Channel channel) {
        int now = byAddress.merge(address(channel), 1, Integer::sum);
        if (now > maxPerAddress) {
            uncountAddress(channel);
            return false;
        }
        return true;
    }

    private void uncountAddress(Channel channel) {
        byAddress.computeIfPresent(address(channel), (address, number) -> number == 1 ? null : number - 1);
    }

    private static InetAddress address(Channel channel) {
        return Neighbourhood.of(((InetSocketAddress) channel.remoteAddress()).getAddress());
    }

    private void left(Channel channel) {
        synchronized (channels) {
            channels.remove(channel);
        }
        if (maxPerAddress > 0) {
            uncountAddress(channel);
        }
        int left = count.decrementAndGet();
        if (left < max - max / 10) {
            told.set(false);
        }
        if (left == 0) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** Blocks until none is open, for so long at most. */
    synchronized void awaitNone(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            while (count.get() > 0 && deadline - System.nanoTime() > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    List<Channel> channels() {
        synchronized (channels) {
            return List.copyOf(channels);
        }
    }

    int count() {
        return count.get();
    }

    long turnedAway() {
        return turnedAway.get();
    }
}
