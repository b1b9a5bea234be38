package io.freshet.testkit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A cluster of Redis: masters without replicas, each a {@link RedisProcess} with its part of the slots. */
public final class RedisClusterProcesses implements AutoCloseable {
    private static final int SLOTS = 16_384;
    private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final List<RedisProcess> nodes = new ArrayList<>();

    private RedisClusterProcesses() {}

    /**
     * Starts one and waits until it stands.
     *
     * @param count of its nodes
     * @param password that everybody needs; empty for none
     */
    public static RedisClusterProcesses start(int count, String password) throws IOException {
        RedisClusterProcesses cluster = new RedisClusterProcesses();
        try {
            for (int i = 0; i < count; i++) {
                cluster.add(i * SLOTS / count, (i + 1) * SLOTS / count - 1, password);
            }
            cluster.awaitState();
            return cluster;
        } catch (IOException | RuntimeException failure) {
            cluster.close();
            throw failure;
        }
    }

    private void add(int firstSlot, int lastSlot, String password) throws IOException {
        int bus = RedisProcess.freePort();
        RedisProcess node = RedisProcess.startClusterNode(bus, "--requirepass", password, "--masterauth", password);
        nodes.add(node);
        if (!password.isEmpty()) {
            node.reachedWith("-a", password, "--no-auth-warning");
        }
        node.ask("cluster", "addslotsrange", Integer.toString(firstSlot), Integer.toString(lastSlot));
        nodes.get(0).ask("cluster", "meet", "127.0.0.1", Integer.toString(node.port()), Integer.toString(bus));
    }

    private void awaitState() {
        long deadline = System.nanoTime() + SOON_NANOS;
        while (!nodes.stream().allMatch(node -> node.ask("cluster", "info").contains("cluster_state:ok"))) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "the cluster of Redis does not stand: " + nodes.get(0).ask("cluster", "nodes"));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    /** Its nodes. */
    public List<RedisProcess> nodes() {
        return List.copyOf(nodes);
    }

    /** Kills all of it. */
    @Override
    public void close() {
        nodes.forEach(RedisProcess::close);
    }
}
