package io.freshet;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Gathers what a hub is made of. Whatever is not set has a default that suits most. Not safe for use by several threads. */
public final class HubBuilder {
    private @Nullable EventLog log;
    private @Nullable Cluster cluster;
    private Duration lease = Duration.ofSeconds(5);
    private MemoryEventLog.Bounds bounds = MemoryEventLog.Bounds.DEFAULT;
    private TimeSource time = TimeSource.system();
    private Transactions transactions = Transactions.NONE;
    private JsonWriter json = value -> {
        throw new IllegalStateException("the hub was built without a JSON writer");
    };
    private @Nullable List<LaneExecutor> laneExecutors;
    private @Nullable LaneExecutor timer;
    private @Nullable Executor worker;

    private Duration grace = Duration.ofSeconds(30);
    private Duration hold = Duration.ofMillis(500);
    private Duration probing = Duration.ofMillis(300);
    private Duration heartbeat = Duration.ofSeconds(15);
    private Duration stall = Duration.ofSeconds(30);
    private Duration retry = Duration.ofSeconds(2);
    private @Nullable Duration maxLife;
    private OverflowPolicy overflow = OverflowPolicy.DISCONNECT;
    private int outboxEvents = 1024;
    private long outboxBytes = 1 << 20;
    private int windowEvents = 1 << 14;
    private long windowBytes = 16 << 20;
    private int maxConnections = 100_000;
    private int maxDisconnectedPerOwner = 100;
    private int maxDisconnected = 100_000;
    private int maxSelectors = 256;
    private int maxEventBytes = 1 << 20;
    private int maxAppendsInFlight = 10_000;

    HubBuilder() {}

    /** The log; the hub closes it. Default: a {@link MemoryEventLog} with its default bounds. */
    public HubBuilder log(EventLog eventLog) {
        this.log = eventLog;
        return this;
    }

    /**
     * What this hub's nodes have in common besides the log, which must be one that they have in common, too; the hub closes it.
     * Default: none, the hub is a node alone.
     */
    public HubBuilder cluster(@Nullable Cluster newCluster) {
        this.cluster = newCluster;
        return this;
    }

    /**
     * How long the other nodes wait for a node that they do not hear of before its places are free; it asks for five times as
     * often. Default: 5 s.
     */
    public HubBuilder lease(Duration duration) {
        this.lease = required("lease", duration);
        return this;
    }

    /** The bounds of the log in memory that the hub makes if it is given none. */
    public HubBuilder memoryLog(MemoryEventLog.Bounds newBounds) {
        this.bounds = newBounds;
        return this;
    }

    /** Where the time comes from. Default: the machine. */
    public HubBuilder time(TimeSource source) {
        this.time = source;
        return this;
    }

    /** The application's transactions. Default: none, everything goes out at once. */
    public HubBuilder transactions(Transactions applications) {
        this.transactions = applications;
        return this;
    }

    /** Writes the values of {@link Hub#event}. Default: none, such events are refused. */
    public HubBuilder json(JsonWriter writer) {
        this.json = writer;
        return this;
    }

    /** The lanes' threads, 1 or more; whoever gives them closes them. Default: one for each processor, 4 at most. */
    public HubBuilder lanes(List<LaneExecutor> executors) {
        if (executors.isEmpty()) {
            throw new IllegalArgumentException("0 lanes are not allowed: 1 or more");
        }
        this.laneExecutors = List.copyOf(executors);
        return this;
    }

    /** The thread for what is not bound to a lane: admission that waits, grace periods. Default: one of the hub's own. */
    public HubBuilder timer(LaneExecutor executor) {
        this.timer = executor;
        return this;
    }

    /** Runs the application's code: values and states. Default: up to 4 threads of the hub's own. */
    public HubBuilder worker(Executor executor) {
        this.worker = executor;
        return this;
    }

    /** How long a subscriber outlives its connection. Default: 30 s. */
    public HubBuilder grace(Duration duration) {
        this.grace = required("grace", duration);
        return this;
    }

    /** How long a named subscriber's place is kept for it after its connection ended. Default: 500 ms. */
    public HubBuilder hold(Duration duration) {
        this.hold = required("hold", duration);
        return this;
    }

    /**
     * How long dead connections have to be found out before a newcomer is refused, or the older of a subscriber's two connections
     * is replaced in haste; 50 ms come on top for the last answer. Where the transport does not see its peers go they are probed
     * meanwhile, so it must be longer than the round trip to the farthest peer. Default: 300 ms, which finds peers up to 280 ms
     * away.
     */
    public HubBuilder probing(Duration duration) {
        this.probing = required("probing", duration);
        return this;
    }

    /** How long a connection may be silent before a heartbeat is sent, unless its request says otherwise. Default: 15 s. */
    public HubBuilder heartbeat(Duration duration) {
        this.heartbeat = required("heartbeat", duration);
        return this;
    }

    /** How long a peer may take nothing before its connection is ended. Default: 30 s. */
    public HubBuilder stall(Duration duration) {
        this.stall = required("stall", duration);
        return this;
    }

    /** The reconnection time told to clients, unless a request says otherwise. Default: 2 s. */
    public HubBuilder retry(Duration duration) {
        this.retry = required("retry", duration);
        return this;
    }

    /**
     * The longest life of a connection, unless its request says otherwise; up to a tenth is taken off it, so that ends spread out.
     * Its client is asked to come back, and resumes where it was. Null for no end. Default: no end.
     */
    public HubBuilder maxLife(@Nullable Duration duration) {
        this.maxLife = duration == null ? null : required("maxLife", duration);
        return this;
    }

    /** What happens when a reader is too slow, unless a request says otherwise. Default: disconnect. */
    public HubBuilder overflow(OverflowPolicy policy) {
        this.overflow = policy;
        return this;
    }

    /** The bounds of a connection's outbox. Default: 1,024 events, 1 MiB. */
    public HubBuilder outbox(int events, long bytes) {
        this.outboxEvents = required("outbox events", events);
        this.outboxBytes = required("outbox bytes", bytes);
        return this;
    }

    /** How much of the log is kept encoded in memory. Default: 16,384 events, 16 MiB. */
    public HubBuilder window(int events, long bytes) {
        this.windowEvents = required("window events", events);
        this.windowBytes = required("window bytes", bytes);
        return this;
    }

    /** The most connections of the hub. Default: 100,000. */
    public HubBuilder maxConnections(int count) {
        this.maxConnections = required("maxConnections", count);
        return this;
    }

    /** The most subscribers without a connection, per owner and in all; the oldest are forgotten first. Default: 100, 100,000. */
    public HubBuilder maxDisconnected(int perOwner, int inAll) {
        this.maxDisconnectedPerOwner = required("maxDisconnected per owner", perOwner);
        this.maxDisconnected = required("maxDisconnected in all", inAll);
        return this;
    }

    /** The most selectors of a subscriber. Default: 256. */
    public HubBuilder maxSelectors(int count) {
        this.maxSelectors = required("maxSelectors", count);
        return this;
    }

    /** The most bytes of an event's data. Default: 1 MiB. */
    public HubBuilder maxEventBytes(int bytes) {
        this.maxEventBytes = required("maxEventBytes", bytes);
        return this;
    }

    /**
     * The most appends that the log may not have answered yet; further ones fail at once, as they do beyond 64 Mi characters in all.
     * Default: 10,000.
     */
    public HubBuilder maxAppendsInFlight(int count) {
        this.maxAppendsInFlight = required("maxAppendsInFlight", count);
        return this;
    }

    /** The hub. It works from here on. */
    public Hub build() {
        Threads own = new Threads();
        return new Hub(
                settings(),
                time,
                log != null ? log : new MemoryEventLog(bounds, time),
                cluster,
                transactions,
                json,
                laneExecutors != null ? laneExecutors : own.lanes(),
                timer != null ? timer : own.timer(),
                worker != null ? worker : own.worker(),
                own);
    }

    private Settings settings() {
        return new Settings(
                lease,
                grace,
                hold,
                probing,
                heartbeat,
                stall,
                retry,
                maxLife,
                overflow,
                outboxEvents,
                outboxBytes,
                windowEvents,
                windowBytes,
                maxConnections,
                maxDisconnectedPerOwner,
                maxDisconnected,
                maxSelectors,
                maxEventBytes,
                maxAppendsInFlight);
    }

    private static Duration required(String what, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(what + " " + duration + " is not allowed: more than zero");
        }
        return duration;
    }

    private static int required(String what, int value) {
        return (int) required(what, (long) value);
    }

    private static long required(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " " + value + " is not allowed: 1 or more");
        }
        return value;
    }
}
