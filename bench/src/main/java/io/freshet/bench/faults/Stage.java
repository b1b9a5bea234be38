package io.freshet.bench.faults;

import io.freshet.testkit.RedisProcess;
import io.freshet.testkit.SmallDisk;
import io.freshet.testkit.VanishingNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A system of real processes: nodes, what keeps their log, nginx in front of them, subscribers and publishers. It is put together by a
 * fault's setting, and {@link #raise} sets it going.
 */
final class Stage implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(60);
    private static final Duration CATCH_UP = Duration.ofSeconds(60);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
    private static final int WARM_UP_SECONDS = 3;

    /** Short, so that clients find out soon that nothing comes any more: after two of them and a second. */
    private static final String HEARTBEAT = "--heartbeat=2s";

    private final Scale scale;
    private final Path folder;
    private final Ledger ledger;
    private final Audience audience;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final List<HubNode> nodes = new ArrayList<>();
    private final List<ListenerProcess> listeners = new ArrayList<>();
    private final List<Poster> posters = new ArrayList<>();
    private @Nullable RedisProcess redis;
    private @Nullable RedisProcess replica;
    private @Nullable VanishingNetwork network;
    private @Nullable SmallDisk disk;
    private @Nullable Proxy proxy;
    /** Whether the subscribers are in the network that can vanish. */
    private boolean remote;

    /** @param folder for the output of all processes and what they keep; whoever serves the web must be able to read it */
    Stage(Scale scale, Path folder) {
        this.scale = scale;
        this.folder = folder;
        this.ledger = new Ledger(scale.publishers());
        this.audience = new Audience(ledger, scale.subscribers());
    }

    private synchronized <T extends AutoCloseable> T opened(T resource) {
        opened.push(resource);
        return resource;
    }

    Scale scale() {
        return scale;
    }

    Path folder() {
        return folder;
    }

    /** A Redis whose acknowledgements survive its end. */
    RedisProcess durableRedis(String... more) throws IOException {
        List<String> options = new ArrayList<>(List.of("--appendonly", "yes", "--appendfsync", "always"));
        options.addAll(List.of(more));
        redis = opened(RedisProcess.start(options.toArray(String[]::new)));
        return redis;
    }

    RedisProcess redis(String... options) throws IOException {
        redis = opened(RedisProcess.start(options));
        return redis;
    }

    RedisProcess redis() {
        return there(redis, "Redis");
    }

    void replica(RedisProcess process) {
        replica = process;
    }

    RedisProcess replica() {
        return there(replica, "replica of Redis");
    }

    /** Closes it with the stage. */
    <T extends AutoCloseable> T keep(T resource) {
        return opened(resource);
    }

    VanishingNetwork makeNetwork() throws IOException {
        network = opened(new VanishingNetwork());
        return network;
    }

    VanishingNetwork network() {
        return there(network, "network");
    }

    SmallDisk makeDisk(Path mounted, int megabytes) throws IOException {
        disk = opened(new SmallDisk(Files.createDirectories(mounted), megabytes));
        return disk;
    }

    SmallDisk disk() {
        return there(disk, "small disk");
    }

    /** A node on the loopback. */
    HubNode node(String... settings) throws IOException {
        return node(Map.of(), settings);
    }

    HubNode node(Map<String, String> environment, String... settings) throws IOException {
        List<String> all = new ArrayList<>(List.of("--address=" + Address.LOOPBACK));
        all.addAll(List.of(settings));
        return node(Address.LOOPBACK, environment, all, UnaryOperator.identity());
    }

    /** A node behind the network that can vanish. */
    HubNode remoteNode(String... settings) throws IOException {
        return node(network().client(), Map.of(), List.of(settings), network()::command);
    }

    private HubNode node(
            String host, Map<String, String> environment, List<String> settings, UnaryOperator<List<String>> place)
            throws IOException {
        List<String> all = new ArrayList<>(settings);
        all.addAll(List.of(HEARTBEAT, "--subscriptions=false", "--history-events=500000", "--history-size=512MB"));
        HubNode node = opened(
                HubNode.start("node-" + (nodes.size() + 1), host, all, environment, !scale.full(), place, folder));
        nodes.add(node);
        return node;
    }

    List<HubNode> nodes() {
        return nodes;
    }

    Proxy proxy() {
        return there(proxy, "proxy");
    }

    private static <T> T there(@Nullable T part, String name) {
        if (part == null) {
            throw new IllegalStateException("this stage has no " + name);
        }
        return part;
    }

    /** Subscribers come through the network that can vanish. */
    void subscribersAreRemote() {
        remote = true;
    }

    /** Starts the rest, and returns once every subscriber is connected and events have been flowing for a while. */
    void raise() throws IOException {
        for (HubNode node : nodes) {
            node.awaitReady();
        }
        String host = remote ? network().server() : Address.LOOPBACK;
        proxy = opened(Proxy.start(host, nodes, folder));
        Address address = proxy.address();
        UnaryOperator<List<String>> place = remote ? network()::command : UnaryOperator.identity();
        listeners.add(opened(ListenerProcess.raw(audience, address, 0, scale.raw(), folder, place)));
        listeners.add(opened(ListenerProcess.real(audience, address, scale.raw(), scale.real(), folder, place)));
        Waiting.until("all subscribers were connected, see " + folder, CONNECT, () -> {
            listeners.forEach(ListenerProcess::requireWell);
            return audience.isConnected();
        });
        for (int i = 0; i < scale.publishers(); i++) {
            posters.add(opened(new Poster(i, address, ledger, scale.intervalNanos())));
        }
        posters.forEach(Poster::start);
        pass(scale.time(WARM_UP_SECONDS));
        audience.listenFrom(System.nanoTime());
    }

    /** Lets so much time go by under load. */
    void pass(Duration time) {
        Waiting.pass(time);
        listeners.forEach(ListenerProcess::requireWell);
    }

    /** Ends the load, lets every subscriber receive what it is owed, if it ever does, and says what became of it. */
    Verdict lower() throws IOException, InterruptedException {
        posters.forEach(Poster::stop);
        for (Poster poster : posters) {
            poster.join();
        }
        Verdict verdict = audience.verdict();
        long deadline = System.nanoTime() + CATCH_UP.toNanos();
        while (verdict.lost() > 0 && System.nanoTime() < deadline) {
            pass(LOOK_AGAIN);
            verdict = audience.verdict();
        }
        // What comes twice comes late.
        pass(LOOK_AGAIN);
        Verdict last = audience.verdict();
        Files.write(folder.resolve("findings.txt"), audience.findings());
        return last;
    }

    int acknowledged() {
        return ledger.acknowledged();
    }

    int attempts() {
        return ledger.attempts();
    }

    long reconnections() {
        return audience.connections() - scale.subscribers();
    }

    /** By any thread: what is interrupted is ended, too. */
    @Override
    public synchronized void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        }
    }
}
