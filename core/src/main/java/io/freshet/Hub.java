package io.freshet;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an application talks to: publishes events, connects streams, and closes them.
 *
 * <p>All methods may be called from any thread, and none but {@link #pause()} and {@link #close()} blocks.
 */
public final class Hub implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);

    private static final long HOUSEKEEPING_MILLIS = 1000;
    private static final long SHUTDOWN_SECONDS = 2;
    /** What a node is called that is the only one. */
    private static final String ALONE = "alone";

    private final Parts parts;
    private final Subscribers subscribers;
    private final AdmissionControl admission;
    private final Publisher publisher;
    private final Changes changes;
    /** This node as one of many; null if it is alone. */
    private final @Nullable Membership membership;

    private final EndsHere here;
    private final Endings endings;
    private final LaneExecutor timer;
    private final JsonWriter json;
    private final AutoCloseable threads;
    private final Listeners listeners = new Listeners();
    /** One for all connections. */
    private final Connection.Ender ender = new Ends();

    private final AtomicLong tickets = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();

    private final List<Lane> lanes;
    private final Pacing pacing;
    private final LongAdder published = new LongAdder();
    /** Where the log has begun last; null before it has. Written by the log's tail. */
    private volatile @Nullable EventId begun;

    /** @param threads closed when the hub has no more use for its lanes, timer and worker */
    Hub(
            Settings settings,
            TimeSource time,
            EventLog log,
            @Nullable Cluster cluster,
            Transactions transactions,
            JsonWriter json,
            List<LaneExecutor> laneExecutors,
            LaneExecutor timer,
            Executor worker,
            AutoCloseable threads) {
        Window window = new Window(settings.windowEvents(), settings.windowBytes());
        this.timer = timer;
        this.json = json;
        this.threads = threads;
        this.subscribers = new Subscribers(settings, time, this::head, cluster != null);
        this.parts = new Parts(settings, time, log, window, new Snapshots(), worker, subscribers, cluster != null);
        this.lanes = new CopyOnWriteArrayList<>();
        this.membership = cluster == null
                ? null
                : new Membership(cluster, subscribers, settings, time, timer, new Positions(), this::renewed);
        this.admission = new AdmissionControl(
                subscribers, membership, settings, time, timer, (connection, subscriber) -> connection
                        .feed()
                        .begin(subscriber));
        this.pacing = new Pacing(window, lanes, worker);
        this.publisher = new Publisher(log, transactions, settings, worker, pacing);
        this.changes = new Changes(subscribers, publisher, worker, membership);
        this.here = new EndsHere(subscribers, admission, membership);
        this.endings = new Endings(
                publisher, membership == null ? () -> CompletableFuture.completedFuture(0L) : membership::ticket);
        log.tail(new Tail());
        BooleanSupplier mayHandOut = membership == null ? () -> true : membership::mayHandOut;
        laneExecutors.forEach(executor ->
                lanes.add(new Lane(window, executor, listeners, settings, time, pacing::moved, mayHandOut)));
        scheduleHousekeeping();
        if (membership != null) {
            membership.begin(settings, admission::placeVacated);
        }
    }

    /** The other nodes have answered. */
    private void renewed() {
        lanes.forEach(Lane::wake);
        endings.tryAgain();
    }

    /** Begins a hub with a log in memory and threads of its own. */
    public static HubBuilder builder() {
        return new HubBuilder();
    }

    /**
     * Publishes an event to everybody who selects the topic. Inside a transaction it goes out after commit, and not at all after
     * rollback.
     *
     * <p>Publishing itself never waits. Who waits for the result is slowed down while the hub has more to deliver than it can:
     * a reader that is slow does not count, it has its outbox.
     *
     * @return completes with the event's position once the log has it and its delivery is not far behind, exceptionally if it
     *     could not be taken
     * @throws IllegalArgumentException if the topic or the size of the event is not allowed
     */
    public CompletionStage<EventId> publish(String topic, Event event) {
        return publish(new Publication(List.of(topic), false, event));
    }

    /** Publishes to several topics, or privately; otherwise as {@link #publish(String, Event)}. */
    public CompletionStage<EventId> publish(Publication publication) {
        return publisher.publish(publication);
    }

    /**
     * Publishes a value that is computed when it is sent: after commit, on a thread of the hub's own, one at a time per topic. So
     * of two publishers who changed the same thing, the one who is sent last has seen both changes.
     *
     * @return completes with the event's position once the log has it, exceptionally if it could not be computed or taken
     * @throws IllegalArgumentException if the topic is not allowed
     */
    public CompletionStage<EventId> publish(String topic, Supplier<Event> value) {
        return publisher.publish(topic, value);
    }

    /**
     * An event with a value in JSON, as the application's own {@link JsonWriter} writes it.
     *
     * @throws IllegalArgumentException if the value cannot be written, or the type is not allowed
     */
    public Event event(String type, Object value) {
        try {
            return Event.of(type, json.write(value));
        } catch (Exception failure) {
            throw new IllegalArgumentException(
                    "a " + value.getClass().getName() + " could not be written as JSON", failure);
        }
    }

    /**
     * Gives the topics that a pattern matches a current state, which a stream that begins there is sent first. The position is
     * fixed before the state is read, so no change between the two is missed; one may be both in the state and after it, so events
     * of such topics carry the whole state of their thing and a version.
     *
     * <p>A subscriber gets the states of the topics that it selects exactly, when its stream begins without a position to resume
     * from and after a gap; not when it changes what it selects.
     *
     * @param topics an exact selector or a pattern
     * @param state reads the state of a topic; called on a thread of the hub's own
     */
    public void snapshot(String topics, Function<String, Event> state) {
        parts.snapshots.add(Selector.of(topics), state);
    }

    /**
     * Asks for a connection: draws its ticket, decides on its admission and begins it, now or a little later.
     *
     * @param transport makes what carries the connection; called once, before this returns
     */
    public Connection connect(ConnectRequest request, Function<Connection, Transport> transport) {
        long ticket = tickets.incrementAndGet();
        return connect(request, ticket, lanes.get((int) (ticket % lanes.size())), transport);
    }

    /**
     * The same, on the lane with this thread, for a transport whose channel belongs to it.
     *
     * @throws IllegalArgumentException if none of the hub's lanes has this thread
     */
    public Connection connect(ConnectRequest request, LaneExecutor thread, Function<Connection, Transport> transport) {
        long ticket = tickets.incrementAndGet();
        for (Lane lane : lanes) {
            if (lane.executor() == thread) {
                return connect(request, ticket, lane, transport);
            }
        }
        throw new IllegalArgumentException("none of the hub's " + lanes.size() + " lanes has the thread " + thread);
    }

    /** Whether one of the hub's lanes has this thread. */
    public boolean hasLane(LaneExecutor thread) {
        return lanes.stream().anyMatch(lane -> lane.executor() == thread);
    }

    private Connection connect(
            ConnectRequest request, long ticket, Lane lane, Function<Connection, Transport> transport) {
        Connection connection =
                new Connection(ticket, request, keyFor(request), ender, it -> new Feed(it, lane, parts), transport);
        if (request.topics().size() > parts.settings.maxSelectors()) {
            connection.refuse(Refusal.of(RefusalReason.INVALID, tooMany(request.topics())));
        } else {
            admission.decide(connection);
        }
        return connection;
    }

    private SubscriberKey keyFor(ConnectRequest request) {
        String stream = request.stream().path();
        String asked = request.subscriber();
        if (asked == null) {
            return new SubscriberKey(request.owner(), stream, Ids.unguessable());
        }
        SubscriberKey key = new SubscriberKey(request.owner(), stream, asked);
        // Strangers may share an address: an id counts only if it is one that the server gave out. Other nodes may have
        // done so.
        return request.owner().anonymous() && membership == null && !subscribers.isKnown(key)
                ? new SubscriberKey(request.owner(), stream, Ids.unguessable())
                : key;
    }

    /**
     * Asks for a change of what a subscriber selects. It takes effect at a position of the log, whether or not a connection
     * stands; no event from before is sent for it.
     *
     * @param revision 1 or more; must be newer than the one that the subscriber holds
     * @param selectors all that it is to select from then on
     * @param rights what the request for the change may select
     * @return completes with what became of it once the log has shown it, exceptionally if the log could not take it
     * @throws IllegalArgumentException if the revision or the number of selectors is not allowed
     */
    public CompletionStage<ChangeResult> subscribe(
            SubscriberKey subscriber, long revision, Collection<Selector> selectors, Rights rights) {
        if (selectors.size() > parts.settings.maxSelectors()) {
            throw new IllegalArgumentException(tooMany(selectors));
        }
        return changes.wish(subscriber, revision, selectors, rights);
    }

    private String tooMany(Collection<Selector> selectors) {
        return selectors.size() + " selectors are not allowed: at most " + parts.settings.maxSelectors();
    }

    /**
     * What a subscriber selects; revision 0 and nothing if it is not known to this node. It is while it has a connection here, and
     * for the grace period; {@link #lookUp} asks the other nodes, too.
     */
    public Subscription subscription(SubscriberKey subscriber) {
        return subscribers.subscription(subscriber);
    }

    /**
     * What a subscriber selects, whichever node knows it.
     *
     * @return completes with revision 0 and nothing if nobody knows it; exceptionally if the other nodes cannot be asked
     */
    public CompletionStage<Subscription> lookUp(SubscriberKey subscriber) {
        return membership == null || subscribers.isKnown(subscriber)
                ? CompletableFuture.completedFuture(subscription(subscriber))
                : membership.learn(subscriber).thenApply(learnt -> subscription(subscriber));
    }

    /** Ends the subscriber for good, with its connections and what it selects; on other nodes a little later. */
    public void leave(SubscriberKey subscriber) {
        here.leave(subscriber);
        if (membership != null) {
            membership.forget(subscriber);
            endings.tell(new Ending.OfSubscriber(subscriber), CloseReason.LEFT);
        }
    }

    /**
     * Ends this one connection, if it is the subscriber's and has not ended; on another node a little later. The subscriber stays,
     * for the grace period.
     *
     * @return whether it was this call that ended it, on this node
     */
    public boolean goodbye(SubscriberKey subscriber, String connectionId) {
        boolean ended = here.goodbye(subscriber, connectionId);
        if (!ended && membership != null && Ids.isPossible(connectionId)) {
            endings.tell(new Ending.OfConnection(subscriber, connectionId), CloseReason.GOODBYE);
        }
        return ended;
    }

    /**
     * Ends all connections of an owner, on all streams, because the owner may not receive anything any more for example; those
     * that wait for their admission, too. A connection that is asked for afterwards is none of them: refuse it where it is asked
     * for. On other nodes they end a little later, where their log has it, and one that was asked for meanwhile is among them.
     *
     * @return how many this call has ended, on this node
     */
    public int close(Owner owner, CloseReason reason) {
        int ended = here.close(owner, reason);
        if (membership != null) {
            endings.tell(new Ending.OfOwner(owner), reason);
        }
        return ended;
    }

    /**
     * Ends all connections of a {@linkplain ConnectRequest#session session}, on all streams, because of a logout for example; those
     * that wait for their admission, too. Connections of the same owner that belong to other sessions, or to none, stay. On
     * other nodes they end a little later.
     *
     * @return how many this call has ended, on this node
     */
    public int closeSession(String session, CloseReason reason) {
        int ended = here.closeSession(session, reason);
        if (membership != null) {
            endings.tell(new Ending.OfSession(session), reason);
        }
        return ended;
    }

    /** Who is subscribed over an open connection, on all nodes that are alive: of an owner, on all streams. */
    public CompletionStage<List<Presence>> presence(Owner owner) {
        return presenceOf(owner);
    }

    /** Who is subscribed over an open connection, on all nodes that are alive: everybody, which may be many. */
    public CompletionStage<List<Presence>> presence() {
        return presenceOf(null);
    }

    private CompletionStage<List<Presence>> presenceOf(@Nullable Owner owner) {
        return membership == null
                ? CompletableFuture.completedFuture(subscribers.presence(owner, ALONE))
                : membership.presence(owner);
    }

    /** The open connections of an owner on this node, on all streams. */
    public List<Connection> connections(Owner owner) {
        return subscribers.connectionsOf(owner);
    }

    /** The window's head, or where the log goes on from if the window is just about to be told. */
    private EventId head() {
        EventId newest = parts.window.head();
        EventId beginning = begun;
        return beginning == null || newest.sameEpoch(beginning) ? newest : beginning;
    }

    /** The newest position that this node knows. State read after it misses no event up to it. */
    public EventId position() {
        return parts.window.head();
    }

    /** How many connections are open, or about to begin; of one subscriber one counts. */
    public int connectionCount() {
        return subscribers.connectionCount();
    }

    /** How many subscribers are known, with or without a connection. */
    public int subscriberCount() {
        return subscribers.subscriberCount();
    }

    /** How many events this node has taken from the log since it began. */
    public long publishedCount() {
        return published.sum();
    }

    /** How many bytes have been handed to transports since the hub began, whatever they were. */
    public long sentBytes() {
        return lanes.stream().mapToLong(Lane::sentBytes).sum();
    }

    /** How many records of the log the lane that is farthest behind has still to hand out. */
    public long lag() {
        return lanes.stream()
                .mapToLong(lane -> Math.max(0, parts.window.end() - lane.handedOut()))
                .max()
                .orElse(0);
    }

    /** Adds a listener for connections. */
    public void addListener(HubListener listener) {
        listeners.add(listener);
    }

    /**
     * Refuses new connections and ends the open ones with {@link CloseReason#SHUTDOWN}, while publishing goes on. Blocks until their
     * last blocks have gone out, two seconds at most.
     */
    public void pause() {
        admission.close();
        here.endAll(CloseReason.SHUTDOWN);
        try {
            lastBlocks().get(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException slowPeers) {
            LOG.debug("Some peers did not take their last block within {} s", SHUTDOWN_SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException failure) {
            throw new CompletionException(failure.getCause());
        }
    }

    /**
     * Refuses new connections and ends the open ones with {@link CloseReason#SHUTDOWN} a few at a time, while publishing goes on: so
     * neither this machine nor the one that they come back to has them all at once. Few connections take less time than was
     * given, none take none.
     *
     * @param within how long it may take to end them; their last blocks take a second more at most
     * @return completes once the last blocks have gone out
     * @throws IllegalArgumentException if the time is negative
     */
    public CompletionStage<Void> drain(Duration within) {
        if (within.isNegative()) {
            throw new IllegalArgumentException("drain within " + within + " is not allowed: zero or more");
        }
        admission.close();
        return new Drain(subscribers.allConnections(), within, parts.time, timer)
                .start()
                .thenCompose(ended -> lastBlocks());
    }

    private CompletableFuture<Void> lastBlocks() {
        return CompletableFuture.allOf(
                lanes.stream().map(lane -> lane.drained().toCompletableFuture()).toArray(CompletableFuture[]::new));
    }

    /** Admits connections again after {@link #pause} or {@link #drain}. */
    public void resume() {
        admission.open();
    }

    /** Ends the streams as {@link #pause} does, and closes the log. Does nothing the second time. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        pause();
        if (membership != null) {
            membership.close();
        }
        parts.log.close();
        pacing.close();
        closeThreads();
    }

    private void closeThreads() {
        try {
            threads.close();
        } catch (Exception failure) {
            LOG.warn("The hub's threads could not be closed", failure);
        }
    }

    private void scheduleHousekeeping() {
        timer.schedule(
                () -> {
                    if (!closed.get()) {
                        subscribers.forgetExpired();
                        scheduleHousekeeping();
                    }
                },
                Duration.ofMillis(HOUSEKEEPING_MILLIS));
    }

    /** Does what is left to do for a connection that has ended, or does not begin. */
    private final class Ends implements Connection.Ender {
        @Override
        public void ended(Connection connection, CloseReason reason, boolean admitted) {
            LOG.debug("Connection {} ended: {}", connection, reason);
            if (admitted) {
                subscribers.vacate(connection, reason);
                if (membership != null && reason != CloseReason.REPLACED) {
                    membership.left(connection);
                }
                admission.placeVacated(connection.subscriber().owner());
            }
            connection.feed().lane().execute(() -> connection.feed().finish(reason));
        }

        @Override
        public void refused(Connection connection, Refusal refusal) {
            LOG.debug("Connection {} refused: {}", connection, refusal.reason());
            connection.feed().lane().execute(() -> listeners.refused(connection, refusal));
        }
    }

    /** What the parts of a hub share. */
    record Parts(
            Settings settings,
            TimeSource time,
            EventLog log,
            Window window,
            Snapshots snapshots,
            Executor worker,
            Subscribers subscribers,
            boolean isOneOfMany) {
        /** What follows a position in the log, with what is thrown while it is asked told by the stage, too. */
        CompletionStage<LogPage> pageAfter(EventId position, int limit) {
            try {
                return log.since(position, limit);
            } catch (RuntimeException failure) {
                return CompletableFuture.failedFuture(failure);
            }
        }
    }

    private final class Positions implements Membership.Positions {
        @Override
        public EventId head() {
            return Hub.this.head();
        }

        @Override
        public EventId beginning() {
            EventId beginning = begun;
            return beginning != null ? beginning : parts.window.origin();
        }
    }

    /** Takes what the log hands on: changes to the subscribers first, so that lanes find them when they get there. */
    private final class Tail implements EventLog.Tail {
        @Override
        public void begin(EventId head) {
            boolean again = begun != null;
            begun = head;
            if (again) {
                subscribers.begin(head);
                changes.begin();
            } else if (head.sequence() > 0) {
                subscribers.knowNothingBefore(head);
            }
            parts.window.begin(head, again);
            lanes.forEach(Lane::wake);
        }

        @Override
        public void next(LogRecord record) {
            if (record.entry() instanceof SubscriptionChange change) {
                changes.shown(change, record.id());
            } else if (record.entry() instanceof Ending ending) {
                if (!endings.isOwn(ending)) {
                    // By another thread: the log may hold a lock that who is told of an end needs.
                    timer.execute(() -> here.carryOut(ending));
                }
            } else {
                published.increment();
            }
            parts.window.add(record);
            lanes.forEach(Lane::wake);
        }
    }
}
