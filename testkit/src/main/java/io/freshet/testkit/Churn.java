package io.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.Event;
import io.freshet.Hub;
import io.freshet.HubBuilder;
import io.freshet.HubListener;
import io.freshet.Owner;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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

/**
 * Many clients that come and go in every way there is, all at once, while events flow and ordinary requests are answered. Nothing is
 * left behind of them, and nobody is harmed who did no wrong.
 */
public final class Churn {
    /** Where the server answers ordinary requests, with {@link #answer}. */
    public static final String ORDINARY = "/ordinary";

    private static final System.Logger LOG = System.getLogger(Churn.class.getName());

    private static final int CLIENT_THREADS = 8;
    private static final int BULK_BYTES = 24 * 1024;

    /** How many connections there are for each process that is killed, and how many it has itself. */
    private static final int FOR_EACH_PROCESS = 500;

    private static final int OF_PROCESS = 25;

    private final Queue<String> harmed = new ConcurrentLinkedQueue<>();
    private final AtomicInteger began = new AtomicInteger();
    private final AtomicInteger ordinary = new AtomicInteger();
    private volatile boolean flowing = true;

    private final String what;
    private final int connections;
    private final Server server;

    /**
     * @param what is under test, for the log
     * @param connections how many come and go
     */
    public Churn(String what, int connections, Server server) {
        this.what = what;
        this.connections = connections;
        this.server = server;
    }

    /** What is under test. */
    public interface Server {
        /** Gives the hub what the transport wants it to have. */
        default HubBuilder prepare(HubBuilder hub) {
            return hub;
        }

        /** Starts a server that answers {@code /events} as {@link TransportContract} has it, and {@link #ORDINARY}. */
        TransportContract.Server start(Hub hub) throws Exception;
    }

    /** The text to answer an ordinary request with, by its parameter {@code number}. */
    public static String answer(String number) {
        return OrdinaryRequests.body(Integer.parseInt(number));
    }

    /** Lets them come and go. Blocks for as long as that takes, half a minute for a few thousand. */
    public void run() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENT_THREADS + 4);
        try (Hub hub = server.prepare(Hub.builder())
                        .heartbeat(Duration.ofMillis(200))
                        .grace(Duration.ofSeconds(1))
                        .hold(Duration.ofMillis(20))
                        .probing(Duration.ofMillis(20))
                        .stall(Duration.ofSeconds(5))
                        .build();
                TransportContract.Server started = server.start(hub)) {
            hub.addListener(watch());
            // Whatever is loaded and started once is there after this.
            churn(threads, hub, started.port(), 200);
            awaitEmpty(hub);
            System.gc();
            int files = TransportContractProcess.openFiles();
            int threadCount = Thread.activeCount();

            long startedAt = System.nanoTime();
            churn(threads, hub, started.port(), connections);

            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startedAt);
            awaitEmpty(hub);
            await("all files are closed", () -> TransportContractProcess.openFiles() <= files);
            await("all threads have ended", () -> Thread.activeCount() <= threadCount);
            LOG.log(
                    System.Logger.Level.INFO,
                    "{0}: {1} connections in {2} s, {3} ordinary requests; files {4} -> {5}, threads {6} -> {7}",
                    what,
                    began.get(),
                    seconds,
                    ordinary.get(),
                    files,
                    TransportContractProcess.openFiles(),
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
                if (connection.subscriber().owner().name().startsWith(Visit.INNOCENT) && !ours) {
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
        RawSseClient control = RawSseClient.to(port, "/events?owner=" + Visit.INNOCENT + "control&topics=control")
                .open();
        control.event("connect");
        Future<Integer> published = threads.submit(() -> publish(hub));
        Future<Integer> read = threads.submit(() -> readAll(control));
        OrdinaryRequests others = new OrdinaryRequests(port, harmed);
        Future<?> asking = threads.submit(others::run);
        Future<?> dying = threads.submit(() -> {
            for (int i = 0; i < connections / FOR_EACH_PROCESS; i++) {
                DyingProcess.openAndDie(port, "/events?owner=killed&topics=news,bulk", OF_PROCESS);
                began.addAndGet(OF_PROCESS);
            }
            return null;
        });
        AtomicInteger left = new AtomicInteger(connections);
        List<Future<?>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENT_THREADS; i++) {
            Random random = new Random(i);
            clients.add(threads.submit(() -> {
                for (int number = left.getAndDecrement(); number > 0; number = left.getAndDecrement()) {
                    began.incrementAndGet();
                    new Visit(hub, port, "visit-" + number, random).go();
                }
                return null;
            }));
        }
        for (Future<?> client : clients) {
            client.get(10, TimeUnit.MINUTES);
        }
        dying.get(10, TimeUnit.MINUTES);
        others.stop();
        asking.get(10, TimeUnit.SECONDS);
        ordinary.addAndGet(others.answered());
        flowing = false;
        int last = published.get(10, TimeUnit.SECONDS);
        hub.publish("control", Event.of("end", ""));
        assertThat(read.get(10, TimeUnit.SECONDS))
                .as("events that the control client has read")
                .isEqualTo(last);
        hub.close(Owner.of(Visit.INNOCENT + "control"), CloseReason.CLOSED);
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
            SseBlock event = Objects.requireNonNull(client.event(), "event of the control client");
            if (event.name().equals("end")) {
                return count;
            }
            assertThat(event.name()).isEqualTo("count");
            assertThat(event.data()).isEqualTo(Integer.toString(count++));
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
}
