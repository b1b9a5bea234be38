package io.freshet.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.Event;
import io.freshet.Hub;
import io.freshet.HubListener;
import io.freshet.Owner;
import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseBlock;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many clients that come and go in every way there is, all at once, while events flow. The number of connections is 2,000, or
 * what {@code -Dfreshet.churn=20000} says.
 */
class ChurnTest {
    private static final System.Logger LOG = System.getLogger(ChurnTest.class.getName());

    private static final int CONNECTIONS = Integer.getInteger("freshet.churn", 2_000);
    private static final int CLIENT_THREADS = 8;
    private static final int BULK_BYTES = 24 * 1024;

    /** Clients that read to the end: nothing that happens to others may end their connections. */
    private static final String INNOCENT = "innocent-";

    private final Queue<String> harmed = new ConcurrentLinkedQueue<>();
    private final AtomicInteger began = new AtomicInteger();
    private volatile boolean flowing = true;

    @ParameterizedTest
    @EnumSource
    void nothingIsLeftBehindAndNobodyElseIsHarmed(TestContainer.Kind kind) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENT_THREADS + 2);
        try (Hub hub = Hub.builder()
                        .heartbeat(Duration.ofMillis(200))
                        .grace(Duration.ofSeconds(1))
                        .hold(Duration.ofMillis(20))
                        .probing(Duration.ofMillis(20))
                        .stall(Duration.ofMillis(500))
                        .build();
                TestContainer server = kind.start(
                        new TestContainer.Settings(new StreamServlet(new ServletTransports(hub))).patience(2_000))) {
            hub.addListener(watch());
            // Whatever is loaded and started once is there after this.
            churn(threads, hub, server.port(), 200);
            awaitEmpty(hub);
            System.gc();
            int files = openFiles();
            int threadCount = Thread.activeCount();

            long startedAt = System.nanoTime();
            churn(threads, hub, server.port(), CONNECTIONS);

            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startedAt);
            awaitEmpty(hub);
            await("all files are closed", () -> openFiles() <= files);
            await("all threads have ended", () -> Thread.activeCount() <= threadCount);
            LOG.log(
                    System.Logger.Level.INFO,
                    "{0}: {1} connections in {2} s; files {3} -> {4}, threads {5} -> {6}",
                    kind,
                    began.get(),
                    seconds,
                    files,
                    openFiles(),
                    threadCount,
                    Thread.activeCount());
            assertThat(harmed).isEmpty();
        } finally {
            flowing = false;
            threads.shutdownNow();
        }
    }

    private HubListener watch() {
        return new HubListener() {
            @Override
            public void ended(Connection connection, CloseReason reason) {
                boolean ours = reason == CloseReason.CLOSED || reason == CloseReason.REPLACED;
                if (connection.subscriber().owner().name().startsWith(INNOCENT) && !ours) {
                    harmed.add(connection + " ended by " + reason);
                }
            }
        };
    }

    private void awaitEmpty(Hub hub) {
        await("no connection is left", () -> hub.connectionCount() == 0);
        await("no subscriber is left", () -> hub.subscriberCount() == 0);
    }

    /** Lets so many clients come and go while events flow and one client reads them all. */
    private void churn(ExecutorService threads, Hub hub, int port, int connections) throws Exception {
        flowing = true;
        RawSseClient control = RawSseClient.to(port, "/events?owner=" + INNOCENT + "control&topics=control")
                .open();
        control.event("connect");
        Future<Integer> published = threads.submit(() -> publish(hub));
        Future<Integer> read = threads.submit(() -> readAll(control));
        AtomicInteger left = new AtomicInteger(connections);
        List<Future<?>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENT_THREADS; i++) {
            Random random = new Random(i);
            clients.add(threads.submit(() -> {
                for (int number = left.getAndDecrement(); number > 0; number = left.getAndDecrement()) {
                    new Visit(hub, port, "visit-" + number, random).go();
                }
                return null;
            }));
        }
        for (Future<?> client : clients) {
            client.get(10, TimeUnit.MINUTES);
        }
        flowing = false;
        int last = published.get(10, TimeUnit.SECONDS);
        hub.publish("control", Event.of("end", ""));
        assertThat(read.get(10, TimeUnit.SECONDS))
                .as("events that the control client has read")
                .isEqualTo(last);
        hub.close(Owner.of(INNOCENT + "control"), CloseReason.CLOSED);
        control.rest();
        control.close();
    }

    private int publish(Hub hub) {
        int count = 0;
        while (flowing) {
            hub.publish("control", Event.of("count", Integer.toString(count++)));
            hub.publish("news", Event.of("news", "x".repeat(count % 2000)));
            if (count % 4 == 0) {
                hub.publish("bulk", Event.of("bulk", "x".repeat(BULK_BYTES)));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        return count;
    }

    /** Reads numbered events until the end and says how many there were, none missing. */
    private static int readAll(RawSseClient client) throws IOException {
        int count = 0;
        while (true) {
            SseBlock event = client.event();
            assertThat(event).as("event of the control client").isNotNull();
            if (event.name().equals("end")) {
                return count;
            }
            assertThat(event.name()).isEqualTo("count");
            assertThat(event.data()).isEqualTo(Integer.toString(count++));
        }
    }

    /** One client's coming and going. */
    private final class Visit {
        private final Hub hub;
        private final int port;
        private final String name;
        private final Random random;

        Visit(Hub hub, int port, String name, Random random) {
            this.hub = hub;
            this.port = port;
            this.name = name;
            this.random = random;
        }

        void go() throws Exception {
            began.incrementAndGet();
            switch (random.nextInt(9)) {
                case 0 -> leave(open(""), false);
                case 1 -> leave(open(""), true);
                case 2 -> goDuringRequest();
                case 3 -> leave(request("").send(), true);
                case 4 -> goDuringWrite();
                case 5 -> goWhileWaiting();
                case 6 -> endedByUs();
                case 7 -> replaced();
                default -> readAndLeave();
            }
        }

        private RawSseClient.Request request(String query) {
            return RawSseClient.to(port, "/events?owner=" + name + query);
        }

        private RawSseClient open(String query) throws IOException {
            RawSseClient client = request(query).open();
            client.event("connect");
            return client;
        }

        private void leave(RawSseClient client, boolean abruptly) throws IOException {
            if (abruptly) {
                client.reset();
            } else {
                client.close();
            }
        }

        private void goDuringRequest() throws IOException {
            RawSseClient client = RawSseClient.connectOnly(port);
            String text = request("").text();
            client.write(text.substring(0, random.nextInt(text.length())));
            leave(client, random.nextBoolean());
        }

        private void goDuringWrite() throws IOException {
            RawSseClient client =
                    request("&topics=bulk,news").receiveBuffer(4096).open();
            client.event("bulk");
            LockSupport.parkNanos(random.nextInt(20_000_000));
            leave(client, random.nextBoolean());
        }

        private void goWhileWaiting() throws IOException {
            RawSseClient first = open("&limit=1&subscriber=first");
            if (random.nextBoolean()) {
                hub.close(Owner.of(name), CloseReason.GOODBYE);
            }
            RawSseClient waiting = request("&limit=1&subscriber=second").send();
            LockSupport.parkNanos(random.nextInt(30_000_000));
            leave(waiting, random.nextBoolean());
            leave(first, random.nextBoolean());
        }

        private void readAndLeave() throws IOException {
            RawSseClient client = open("");
            for (int i = random.nextInt(20); i >= 0; i--) {
                client.event("news");
            }
            leave(client, random.nextBoolean());
        }

        /** Twice on one TCP connection, which the container serves with the same objects. */
        private void endedByUs() throws IOException {
            String owner = INNOCENT + name;
            RawSseClient.Request request = RawSseClient.to(port, "/events?owner=" + owner);
            try (RawSseClient client = request.open()) {
                readToTheEnd(client, owner);
                client.next(request);
                readToTheEnd(client, owner);
            } catch (IOException failure) {
                throw new IOException("a client that did no wrong was cut off", failure);
            }
        }

        private void readToTheEnd(RawSseClient client, String owner) throws IOException {
            assertThat(client.head().status()).isEqualTo(200);
            client.event("connect");
            client.event("news");
            hub.close(Owner.of(owner), CloseReason.CLOSED);
            assertThat(client.rest()).last().extracting(SseBlock::name).isEqualTo("close");
        }

        private void replaced() throws IOException {
            String owner = INNOCENT + name;
            RawSseClient.Request request = RawSseClient.to(port, "/events?limit=1&subscriber=tab&owner=" + owner);
            try (RawSseClient older = request.open();
                    RawSseClient newer = request.open()) {
                older.event("connect");
                newer.event("connect");
                assertThat(older.event("close").data()).contains("replaced");
                assertThat(older.block()).isNull();
                newer.event("news");
                hub.close(Owner.of(owner), CloseReason.CLOSED);
                assertThat(newer.rest()).last().extracting(SseBlock::name).isEqualTo("close");
            }
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline)
                    .as("nanoseconds overdue that %s", what)
                    .isNegative();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private static int openFiles() {
        return (int)
                ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }
}
