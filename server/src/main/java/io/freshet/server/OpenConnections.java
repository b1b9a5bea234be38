package io.freshet.server;

import io.freshet.Neighbourhood;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections of a server that are open, and how many there may be. May be used by any number of threads. */
final class OpenConnections {
    private static final Logger LOG = LoggerFactory.getLogger(OpenConnections.class);

    private final int max;
    private final int maxPerAddress;

    // Guarded by this, but for what is volatile, which is read without it.
    /** Of the sets of the JDK this one costs the least for each channel. */
    private final Set<Channel> channels = Collections.newSetFromMap(new IdentityHashMap<>());

    private final Map<InetAddress, Integer> byAddress = new HashMap<>();
    private long turnedAway;
    /** Whether it has been told that there are too many, since there were not. */
    private boolean told;

    private volatile boolean closing;

    /** One for all: it is told whose future it listens to. */
    private final ChannelFutureListener leaving = closed -> left(closed.channel());

    /** @param maxPerAddress 0 for any number */
    OpenConnections(int max, int maxPerAddress) {
        this.max = max;
        this.maxPerAddress = maxPerAddress;
    }

    /** @return false if there are too many, this one has ended already, or the server is closing */
    synchronized boolean add(Channel channel) {
        if (closing || channel.remoteAddress() == null) {
            return false;
        }
        if (channels.size() == max) {
            turnedAway++;
            if (!told) {
                told = true;
                LOG.warn("{} connections are open, and no more are taken", max);
            }
            return false;
        }
        if (maxPerAddress > 0 && !countAddress(channel)) {
            turnedAway++;
            LOG.debug("{} has {} connections, and no more are taken from there", address(channel), maxPerAddress);
            return false;
        }
        channels.add(channel);
        channel.closeFuture().addListener(leaving);
        return true;
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

    private synchronized void left(Channel channel) {
        channels.remove(channel);
        if (maxPerAddress > 0) {
            uncountAddress(channel);
        }
        if (channels.size() < max - max / 10) {
            told = false;
        }
        if (channels.isEmpty()) {
            notifyAll();
        }
    }

    /** Blocks until none is open, for so long at most. */
    synchronized void awaitNone(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            while (!channels.isEmpty() && deadline - System.nanoTime() > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Takes no more.
     *
     * @return those that are open
     */
    synchronized List<Channel> close() {
        closing = true;
        return List.copyOf(channels);
    }

    /** Whether the server is closing, of which each channel is told a little later. */
    boolean isClosing() {
        return closing;
    }

    synchronized int count() {
        return channels.size();
    }

    synchronized long turnedAway() {
        return turnedAway;
    }
}
