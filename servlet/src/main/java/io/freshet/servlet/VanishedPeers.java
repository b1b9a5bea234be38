package io.freshet.servlet;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.Hub;
import io.freshet.HubListener;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends connections whose network vanished without a word. Heartbeats go into the kernel's buffer then, and the kernel would try
 * for a quarter of an hour to bring them; but it says what it tries in vain, and that is looked at twice per heartbeat.
 *
 * <p>A peer is gone when it has been sent the same again and again for half a heartbeat and has acknowledged nothing. There is
 * something to acknowledge after one heartbeat at the latest. So it is noticed within two, of which half a one is left for the
 * kernel's first attempts; they take a second, so heartbeats of less than two are not kept up with. May be used by any number of
 * threads.
 */
final class VanishedPeers implements HubListener {
    private static final Logger LOG = LoggerFactory.getLogger(VanishedPeers.class);

    private static final long LONGEST_PAUSE = Duration.ofMinutes(1).toNanos();
    private static final long SHORTEST_PAUSE = Duration.ofMillis(250).toNanos();

    /** What is lost on the way is sent again within less. */
    private static final long LEAST_WAIT = Duration.ofSeconds(1).toNanos();

    /** To look takes a tenth of one processor at most, however many sockets there are. */
    private static final int REST = 9;

    private final Hub hub;
    private final KernelSockets sockets;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, VanishedPeers::daemon);

    /** The sockets of connections that may be open. Whoever was refused is forgotten with its connection. Guarded by itself. */
    private final Map<Connection, String> watched = new WeakHashMap<>();

    /** Guarded by this. */
    private @Nullable ScheduledFuture<?> next;

    /** Touched by whoever looks only. */
    private boolean failing;

    private VanishedPeers(Hub hub, KernelSockets sockets) {
        this.hub = hub;
        this.sockets = sockets;
        thread.setKeepAliveTime(1, TimeUnit.SECONDS);
        thread.allowCoreThreadTimeOut(true);
        thread.setRemoveOnCancelPolicy(true);
    }

    /** Null where the kernel does not tell. */
    static @Nullable VanishedPeers of(Hub hub, @Nullable KernelSockets sockets) {
        if (sockets == null) {
            LOG.debug(
                    "Peers whose network vanishes are noticed when the kernel gives them up: it does not say more here");
            return null;
        }
        VanishedPeers peers = new VanishedPeers(hub, sockets);
        hub.addListener(peers);
        return peers;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "freshet-vanished-peers");
        thread.setDaemon(true);
        return thread;
    }

    /** @param socket by its {@linkplain KernelSockets#nameOf name} */
    void watch(Connection connection, String socket) {
        if (connection.closeReason() == null) {
            synchronized (watched) {
                watched.put(connection, socket);
            }
        }
    }

    @Override
    public void connected(Connection connection) {
        lookIn(connection.heartbeat().toNanos() / 2);
    }

    @Override
    public void ended(Connection connection, CloseReason reason) {
        synchronized (watched) {
            watched.remove(connection);
        }
    }

    private synchronized void lookIn(long nanos) {
        long pause = Math.min(Math.max(nanos, SHORTEST_PAUSE), LONGEST_PAUSE);
        if (next != null && next.getDelay(TimeUnit.NANOSECONDS) <= pause) {
            return;
        }
        if (next != null) {
            next.cancel(false);
        }
        next = thread.schedule(this::look, pause, TimeUnit.NANOSECONDS);
    }

    private void look() {
        synchronized (this) {
            next = null;
        }
        long before = spent();
        long due = end(unanswered());
        if (hub.connectionCount() > 0) {
            lookIn(Math.max(due, REST * (spent() - before)));
        }
    }

    /** The time that processors have spent on this thread, in nanoseconds; the same at all times where that is not known. */
    private static long spent() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return threads.isCurrentThreadCpuTimeSupported() ? threads.getCurrentThreadCpuTime() : 0;
    }

    private Map<String, Duration> unanswered() {
        try {
            Map<String, Duration> found = sockets.unanswered();
            failing = false;
            return found;
        } catch (IOException failure) {
            if (!failing) {
                LOG.warn("Peers whose network vanishes are not noticed at the moment", failure);
            }
            failing = true;
            return Map.of();
        }
    }

    /** @return when to look again, in nanoseconds from now */
    private long end(Map<String, Duration> unanswered) {
        List<Connection> gone = new ArrayList<>();
        long pause = LONGEST_PAUSE;
        synchronized (watched) {
            for (Map.Entry<Connection, String> each : watched.entrySet()) {
                long allowed = Math.max(each.getKey().heartbeat().toNanos() / 2, LEAST_WAIT);
                pause = Math.min(pause, allowed);
                Duration waited = unanswered.get(each.getValue());
                if (waited != null && waited.toNanos() < allowed) {
                    pause = Math.min(pause, allowed - waited.toNanos());
                } else if (waited != null) {
                    gone.add(each.getKey());
                }
            }
        }
        for (Connection connection : gone) {
            LOG.debug("The peer of {} does not answer any more", connection);
            connection.end(CloseReason.PEER_GONE);
        }
        return pause;
    }
}
