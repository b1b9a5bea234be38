package io.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.ConnectRequest;
import io.freshet.Connection;
import io.freshet.Event;
import io.freshet.EventId;
import io.freshet.Hub;
import io.freshet.HubBuilder;
import io.freshet.HubListener;
import io.freshet.Limit;
import io.freshet.Owner;
import io.freshet.Stream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every transport does, over real sockets. A subclass starts a server that answers {@code GET /events} by asking the hub for
 * a connection with {@link #connectRequest}, and says what its transport can do beyond that.
 */
public abstract class TransportContract {
    static final Duration SOON = Duration.ofSeconds(10);
    static final Owner SOMEBODY = Owner.of("somebody");

    /** By the connection's id. */
    final Map<String, CloseReason> ended = new ConcurrentHashMap<>();

    private final List<AutoCloseable> open = new ArrayList<>();
    private @Nullable Hub hub;
    private @Nullable Server server;

    /** For subclasses. */
    protected TransportContract() {}

    /** A started server. */
    public interface Server extends AutoCloseable {
        /** Where it listens, on the loopback address. */
        int port();
    }

    /** What some transports can do and others cannot. */
    public enum Capability {
        /** The end of a peer is seen without writing to it. */
        SEES_PEER_GO,
        /** A response that has ended can be followed by another on the same connection. */
        KEEP_ALIVE
    }

    /** Gives a hub what the transport wants it to have, such as lanes of its own. It is then handed to {@link #start}. */
    protected HubBuilder prepare(HubBuilder hub) {
        return hub;
    }

    /** Starts a server that gives up a peer which takes nothing for {@link #patience}, if it leaves that to its container. */
    protected abstract Server start(Hub hub) throws Exception;

    /** What the transport can do. */
    protected abstract Set<Capability> capabilities();

    /** A request as the transport's usual client sends it. */
    protected SseClient.Request request(int port, String target) {
        return oldRequest(port, target);
    }

    /** A request of a client that knows HTTP/1 only. Every port that streams are served on is open to such clients too. */
    protected RawSseClient.Request oldRequest(int port, String target) {
        return RawSseClient.to(port, target);
    }

    /**
     * Whether the server has let go of a client which it has given up.
     *
     * @param client has taken nothing for long
     * @param files how many files and sockets were open before it came
     */
    protected boolean isLetGo(SseClient client, int files) {
        // Of its two sockets here one is the client's own.
        return TransportContractProcess.openFiles() <= files + 1;
    }

    /** How long a container waits for a peer that takes nothing, or is slow with its handshake because the machine is busy. */
    protected Duration patience() {
        return Duration.ofSeconds(6);
    }

    /**
     * What a request to the server asks the hub for.
     *
     * @param parameter the value of a query parameter, or null: {@code owner}, {@code subscriber}, {@code topics} with commas,
     *     {@code limit}
     * @param lastEventId the header {@code Last-Event-ID}, or null
     */
    public static ConnectRequest connectRequest(
            Function<String, @Nullable String> parameter, @Nullable String lastEventId) {
        String owner = parameter.apply("owner");
        String topics = parameter.apply("topics");
        String limit = parameter.apply("limit");
        return ConnectRequest.to(new Stream("/events", "/events"), owner == null ? SOMEBODY : Owner.of(owner))
                .topics(List.of((topics == null ? "news" : topics).split(",", -1)))
                .subscriber(parameter.apply("subscriber"))
                .lastEventId(lastEventId)
                .limit(limit == null ? null : Limit.of(Integer.parseInt(limit)))
                .build();
    }

    /**
     * Waits until a condition holds. Time in which the machine stands still does not count.
     *
     * @throws AssertionError if it does not come to hold in time
     */
    protected static void await(String what, Duration atMost, BooleanSupplier condition) {
        long began = RunningTime.nanos();
        while (!condition.getAsBoolean()) {
            if (RunningTime.since(began).compareTo(atMost) > 0) {
                throw new AssertionError("within " + atMost + " it did not come to be that " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    /** Closes something after the test, and after what is given later. */
    final void closeLater(AutoCloseable closeable) {
        open.add(closeable);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        if (hub != null) {
            hub.close();
        }
        if (server != null) {
            server.close();
        }
    }

    final Hub serve(HubBuilder builder) throws Exception {
        Hub started = prepare(builder).build();
        started.addListener(new HubListener() {
            @Override
            public void ended(Connection connection, CloseReason reason) {
                ended.put(connection.id(), reason);
            }
        });
        hub = started;
        server = start(started);
        return started;
    }

    final SseClient.Request request(String query) {
        return request(port(), target(query));
    }

    final int port() {
        if (server == null) {
            throw new IllegalStateException("no server has been started");
        }
        return server.port();
    }

    static String target(String query) {
        return "/events" + query;
    }

    final SseClient connect(SseClient.Request request) throws IOException {
        SseClient client = request.open();
        open.add(client);
        assertThat(client.event("connect").id()).isNotNull();
        return client;
    }

    final boolean can(Capability capability) {
        return capabilities().contains(capability);
    }

    @Test
    void theHeadersAndTheFirstBlockComeAtOnce() throws Exception {
        serve(Hub.builder());

        SseClient client = connect(request(""));

        SseClient.Head head = client.head();
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Type")).matches("text/event-stream(;charset=(?i:utf-8))?");
        assertThat(head.header("Cache-Control")).isEqualTo("no-cache, no-transform");
        assertThat(head.header("X-Accel-Buffering")).isEqualTo("no");
    }

    @Test
    void connectIsTheFirstBlock() throws Exception {
        Hub serving = serve(Hub.builder());
        SseClient client = request("?subscriber=tab-1").open();
        open.add(client);

        SseBlock first = Objects.requireNonNull(client.block());

        assertThat(first.name()).isEqualTo("connect");
        assertThat(first.data()).contains("\"subscriber\":\"tab-1\"").contains(connectionIdOf(serving, SOMEBODY));
        assertThat(first.id()).isEqualTo(serving.position().toString());
    }

    static String connectionIdOf(Hub hub, Owner owner) {
        return hub.connections(owner).get(0).id();
    }

    @Test
    void eventsComeInOrder() throws Exception {
        Hub serving = serve(Hub.builder());
        SseClient client = connect(request(""));

        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            sent.add("event " + i);
            serving.publish("news", Event.of("news", "event " + i));
        }

        assertThat(dataOf(client, "news", 1000)).isEqualTo(sent);
    }

    private static List<String> dataOf(SseClient client, String name, int count) throws IOException {
        List<String> data = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            data.add(client.event(name).data());
        }
        return data;
    }

    @Test
    void textOfAnyLanguageAndAnyNumberOfLinesArrivesUnharmed() throws Exception {
        Hub serving = serve(Hub.builder());
        SseClient client = connect(request(""));

        serving.publish("news", Event.of("소식", "얼음이 녹는다 🌊👩‍👩‍👧\n\n둘째 줄\n: no comment"));

        assertThat(client.event("소식").dataLines()).containsExactly("얼음이 녹는다 🌊👩‍👩‍👧", "", "둘째 줄", ": no comment");
    }

    @Test
    void aLargeEventArrivesWhole() throws Exception {
        Hub serving = serve(Hub.builder());
        SseClient client = connect(request(""));
        String large = "가나다라".repeat(60_000);

        serving.publish("news", Event.of("news", large));
        assertThat(client.event("news").data()).isEqualTo(large);

        serving.publish("news", Event.of("news", "next"));
        assertThat(client.event("news").data()).isEqualTo("next");
    }

    @Test
    void anOldClientIsServedToo() throws Exception {
        Hub serving = serve(Hub.builder());
        SseClient old = connect(oldRequest(port(), target("?owner=old")).http10());
        SseClient closing = connect(oldRequest(port(), target("?owner=closing")).header("Connection", "close"));

        serving.publish("news", Event.of("news", "for all"));
        assertThat(old.event("news").data()).isEqualTo("for all");
        assertThat(closing.event("news").data()).isEqualTo("for all");

        serving.close(Owner.of("old"), CloseReason.CLOSED);
        serving.close(Owner.of("closing"), CloseReason.CLOSED);
        assertThat(old.rest()).last().extracting(SseBlock::name).isEqualTo("close");
        assertThat(closing.rest()).last().extracting(SseBlock::name).isEqualTo("close");
    }

    @Test
    void aRefusalIsAnEventStreamWhateverTheRequestAccepts() throws Exception {
        Hub serving = serve(Hub.builder().maxSelectors(1));

        SseClient refused = request("?topics=one,other")
                .header("Accept", "application/json")
                .open();
        open.add(refused);

        assertRefused(refused, 400, null);
        assertThat(serving.subscriberCount()).isZero();
        if (can(Capability.KEEP_ALIVE) && refused.isKeptAlive()) {
            refused.next(target(""));
            assertThat(refused.event("connect").id()).isNotNull();
        }
    }

    private static void assertRefused(SseClient client, int status, @Nullable String retryAfter) throws IOException {
        SseClient.Head head = client.head();
        assertThat(head.status()).isEqualTo(status);
        assertThat(head.header("Content-Type")).matches("text/event-stream(;charset=(?i:utf-8))?");
        assertThat(head.header("Cache-Control")).isEqualTo("no-store");
        assertThat(head.header("Retry-After")).isEqualTo(retryAfter);
        SseBlock body = Objects.requireNonNull(client.block());
        assertThat(body.name()).isEqualTo("error");
        assertThat(client.block()).isNull();
    }

    @Test
    void oneTooManyIsRefusedAlsoIfThatIsDecidedLater() throws Exception {
        Hub serving = serve(Hub.builder().probing(Duration.ofMillis(60)));
        SseClient first = connect(request("?limit=1"));

        SseClient second = request("?limit=1").open();
        open.add(second);

        assertRefused(second, 429, "1");
        serving.publish("news", Event.of("news", "still here"));
        assertThat(first.event("news").data()).isEqualTo("still here");
    }

    @Test
    void onlyWhoseEndIsNotSeenIsProbed() throws Exception {
        Hub serving = serve(Hub.builder().probing(Duration.ofMillis(60)));
        SseClient first = connect(request("?limit=1"));
        SseClient second = request("?limit=1").open();
        open.add(second);
        assertRefused(second, 429, "1");

        serving.close(SOMEBODY, CloseReason.CLOSED);

        boolean probed =
                first.rest().stream().anyMatch(block -> !block.comments().isEmpty());
        assertThat(probed).isEqualTo(!can(Capability.SEES_PEER_GO));
    }

    @Test
    void whoWaitsForAPlaceGetsItWhenItIsFree() throws Exception {
        Hub serving = serve(Hub.builder().hold(Duration.ofMillis(300)));
        SseClient first = connect(request("?limit=1&subscriber=tab-1"));
        serving.close(SOMEBODY, CloseReason.GOODBYE);
        assertThat(first.rest()).last().extracting(SseBlock::name).isEqualTo("close");

        SseClient second = connect(request("?limit=1&subscriber=tab-2"));

        serving.publish("news", Event.of("news", "for the second"));
        assertThat(second.event("news").data()).isEqualTo("for the second");
    }

    @Test
    void aPeerThatGoesWhileItWaitsForAPlaceLeavesNothingBehind() throws Exception {
        Hub serving = serve(Hub.builder()
                .hold(Duration.ofMillis(200))
                .probing(Duration.ofMillis(100))
                .heartbeat(Duration.ofMillis(50)));
        for (int i = 0; i < 20; i++) {
            Owner owner = Owner.of("owner-" + i);
            SseClient first = connect(request("?limit=1&subscriber=first&owner=" + owner.name()));
            serving.close(owner, CloseReason.GOODBYE);
            SseClient waiting =
                    request("?limit=1&subscriber=waiting&owner=" + owner.name()).send();
            if (i % 2 == 0) {
                waiting.reset();
            } else {
                waiting.close();
            }
            first.close();
        }
        await("no connection is left", SOON, () -> serving.connectionCount() == 0);
    }

    @Test
    void aPeerThatClosesIsGone() throws Exception {
        assertNoticed(SseClient::close);
    }

    @Test
    void aPeerThatResetsIsGone() throws Exception {
        assertNoticed(SseClient::reset);
    }

    @Test
    void aPeerThatIsCutOffIsGone() throws Exception {
        assertNoticed(SseClient::cut);
    }

    private void assertNoticed(Going going) throws Exception {
        boolean sees = can(Capability.SEES_PEER_GO);
        Hub serving = serve(Hub.builder().heartbeat(sees ? Duration.ofMinutes(1) : Duration.ofMillis(100)));
        SseClient client = connect(request(""));
        String id = connectionIdOf(serving, SOMEBODY);

        going.go(client);

        await("the peer's end is seen", sees ? Duration.ofSeconds(1) : SOON, () -> ended.containsKey(id));
        assertThat(ended).containsEntry(id, CloseReason.PEER_GONE);
        assertThat(serving.connectionCount()).isZero();
    }

    @FunctionalInterface
    private interface Going {
        void go(SseClient client) throws IOException;
    }

    @Test
    void oneThatStopsReadingDelaysNobodyAndIsEnded() throws Exception {
        Hub serving = serve(Hub.builder().stall(Duration.ofMillis(500)).outbox(256, 256 * 1024));
        List<SseClient> readers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            readers.add(connect(request("?owner=reader")));
        }
        int before = TransportContractProcess.openFiles();
        SseClient taker = connect(request("?owner=stalled&topics=bulk").receiveBuffer(4096));
        String stalled = connectionIdOf(serving, Owner.of("stalled"));
        Event bulk = Event.of("bulk", "x".repeat(16 * 1024));

        for (int round = 0; !ended.containsKey(stalled); round++) {
            assertThat(round).as("rounds until the stalled reader is ended").isLessThan(2000);
            long began = RunningTime.nanos();
            serving.publish("bulk", bulk);
            serving.publish("news", Event.of("news", "round " + round));
            for (SseClient reader : readers) {
                assertThat(reader.event("news").data()).isEqualTo("round " + round);
            }
            assertThat(RunningTime.since(began)).isLessThan(Duration.ofSeconds(2));
        }

        assertThat(ended.get(stalled)).isIn(CloseReason.STALLED, CloseReason.OVERFLOW);
        await("the server has let go of the client", patience().plus(SOON), () -> isLetGo(taker, before));
        assertThat(serving.connectionCount()).isEqualTo(200);
    }

    @Test
    void anEndIsSaidAndThenTheResponseEnds() throws Exception {
        Hub serving = serve(Hub.builder());
        SseClient client = connect(request(""));

        serving.publish("news", Event.of("news", "last"));
        assertThat(client.event("news").data()).isEqualTo("last");
        serving.close(SOMEBODY, CloseReason.RIGHT_ENDED);

        SseBlock close = client.event("close");
        assertThat(close.data()).contains("right-ended");
        assertThat(close.retry()).isEqualTo(Duration.ofDays(1).toMillis());
        assertThat(client.block()).isNull();
        if (can(Capability.KEEP_ALIVE)) {
            client.next(target(""));
            assertThat(client.event("connect").id()).isNotNull();
        }
    }

    @Test
    void aNewerConnectionOfASubscriberTakesTheOldersPlace() throws Exception {
        Hub serving = serve(Hub.builder());
        SseClient older = connect(request("?limit=1&subscriber=tab-1"));

        SseClient newer = connect(request("?limit=1&subscriber=tab-1"));

        assertThat(older.event("close").data()).contains("replaced");
        assertThat(older.block()).isNull();
        serving.publish("news", Event.of("news", "for the newer"));
        assertThat(newer.event("news").data()).isEqualTo("for the newer");
        assertThat(serving.connectionCount()).isOne();
    }

    @Test
    void connectionsThatAreClosedWhileEventsFlowEndProperly() throws Exception {
        Hub serving = serve(Hub.builder());
        AtomicBoolean flowing = new AtomicBoolean(true);
        ExecutorService publishers = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> publishing = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                publishing.add(publishers.submit(() -> {
                    while (flowing.get()) {
                        serving.publish("news", Event.of("news", "flowing"));
                        LockSupport.parkNanos(50_000);
                    }
                }));
            }
            for (int round = 0; round < 50; round++) {
                List<SseClient> clients = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    clients.add(connect(request("")));
                }
                serving.close(SOMEBODY, CloseReason.CLOSED);
                for (SseClient client : clients) {
                    assertThat(client.rest()).last().extracting(SseBlock::name).isEqualTo("close");
                    client.close();
                }
            }
            flowing.set(false);
            for (Future<?> publisher : publishing) {
                publisher.get(10, TimeUnit.SECONDS);
            }
        } finally {
            flowing.set(false);
            publishers.shutdown();
        }
        assertThat(serving.connectionCount()).isZero();
    }

    @Test
    void aSlowReaderGetsALongReplayWithoutLoss() throws Exception {
        Hub serving = serve(Hub.builder().stall(Duration.ofMinutes(1)).outbox(16_384, 16 << 20));
        EventId from = serving.position();
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            String data = "event " + i + " " + "x".repeat(100);
            sent.add(data);
            serving.publish("news", Event.of("news", data))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        }

        SseClient client =
                connect(request("").header("Last-Event-ID", from.toString()).receiveBuffer(4096));

        List<String> received = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            if (i % 100 == 0 && i < 10_000) {
                String data = "live " + i;
                sent.add(data);
                serving.publish("news", Event.of("news", data));
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
            SseBlock block = Objects.requireNonNull(client.event());
            assertThat(block.name()).isEqualTo("news");
            received.add(block.data());
        }
        assertThat(received).isEqualTo(sent);
    }

    @Test
    void closingTheHubEndsAllStreamsQuickly() throws Exception {
        Hub serving = serve(Hub.builder());
        List<SseClient> clients = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            clients.add(connect(request("?owner=owner-" + i)));
        }

        long began = RunningTime.nanos();
        serving.close();

        assertThat(RunningTime.since(began)).isLessThan(Duration.ofSeconds(2));
        for (SseClient client : clients) {
            assertThat(client.event("close").data()).contains("shutdown");
            assertThat(client.block()).isNull();
        }
        SseClient late = request("").open();
        open.add(late);
        assertRefused(late, 503, "2");
    }
}
