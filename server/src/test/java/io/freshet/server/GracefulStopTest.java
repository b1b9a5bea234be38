package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.Hub;
import io.freshet.testkit.Http2SseClient;
import io.freshet.testkit.Http2SseClients;
import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseClient;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GracefulStopTest {
    private final EchoEndpoint endpoint = new EchoEndpoint();

    @Test
    void whatIsOpenGoesOnWhenNothingMoreIsAccepted() throws Exception {
        try (TestServer server = TestServer.start(endpoint);
                RawSseClient open = RawSseClient.connectOnly(server.port())) {
            ask(server, open);
            server.server.stopAccepting();
            Waiting.until("nothing more is accepted", () -> {
                try (RawSseClient late = RawSseClient.connectOnly(server.port())) {
                    return false;
                } catch (IOException refused) {
                    return true;
                }
            });
            ask(server, open);
        }
    }

    private static void ask(TestServer server, RawSseClient client) throws IOException {
        client.next(RawSseClient.to(server.port(), "/"));
        assertThat(client.text()).isEqualTo("GET /");
    }

    @Test
    void whatHasBeenAskedIsAnsweredAndWhoAsksNothingIsCutOff() throws Exception {
        TestServer server = TestServer.start(endpoint, settings -> settings.drain(Duration.ofSeconds(20)));
        try (RawSseClient idle = RawSseClient.connectOnly(server.port());
                RawSseClient asking = RawSseClient.connectOnly(server.port())) {
            ask(server, idle);
            asking.next(RawSseClient.to(server.port(), "/later"));
            Waiting.until("the request is there", () -> endpoint.waiting() == 1);

            CompletableFuture<Void> closing = CompletableFuture.runAsync(server.server::close);
            idle.nextResponse();
            assertThatThrownBy(idle::head).isInstanceOf(EOFException.class);
            assertThat(closing).isNotDone();
            endpoint.answerWaiting();

            assertLastAnswer(asking, "GET /later");
            closing.get(10, TimeUnit.SECONDS);
            assertThat(server.server.connectionCount()).isZero();
        } finally {
            server.close();
        }
    }

    @Test
    void anAnswerThatComesBeforeItsConnectionHasBeenToldSaysThatItIsTheLast() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        try (EventLoops loops = EventLoops.start(1)) {
            TestServer server = new TestServer(loops, endpoint, settings -> settings.drain(Duration.ofSeconds(20)));
            try (RawSseClient asking = RawSseClient.to(server.port(), "/later").send()) {
                Waiting.until("the request is there", () -> endpoint.waiting() == 1);
                loops.executors().get(0).execute(() -> await(released));
                endpoint.answerWaiting();
                Thread closing = closing(server);
                Waiting.until("it waits for the loop", () -> closing.getState() == Thread.State.WAITING);
                released.countDown();
                assertLastAnswer(asking, "GET /later");
                assertEnds(closing);
            } finally {
                released.countDown();
                server.server.close();
            }
        }
    }

    private static void await(CountDownLatch released) {
        try {
            assertThat(released.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread closing(TestServer server) {
        Thread closing = new Thread(server.server::close, "closing");
        closing.start();
        return closing;
    }

    /** Begins to close the server, and comes back when all its connections have been told. */
    private static Thread toldToAll(TestServer server) {
        Thread closing = closing(server);
        Waiting.until("it waits for its connections", () -> closing.getState() == Thread.State.TIMED_WAITING);
        turn(server);
        return closing;
    }

    /** Has each loop go round once. */
    private static void turn(TestServer server) {
        server.loops.group().forEach(loop -> loop.submit(() -> {}).syncUninterruptibly());
    }

    private static void assertLastAnswer(RawSseClient asking, String text) throws IOException {
        assertThat(asking.head().status()).isEqualTo(200);
        assertThat(asking.head().header("Connection")).isEqualTo("close");
        assertThat(asking.text()).isEqualTo(text);
        asking.close();
    }

    private static void assertEnds(Thread closing) throws InterruptedException {
        closing.join(10_000);
        assertThat(closing.isAlive()).isFalse();
    }

    @Test
    void aRequestWhoseBodyIsStillComingIsAnswered() throws Exception {
        TestServer server = TestServer.start(endpoint, settings -> settings.drain(Duration.ofSeconds(20)));
        try (RawSseClient asking = RawSseClient.connectOnly(server.port())) {
            asking.write("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n");
            assertThat(asking.head().status()).isEqualTo(100);
            asking.nextResponse();
            asking.write("first");
            Thread closing = toldToAll(server);
            asking.write("later");
            assertLastAnswer(asking, "POST / firstlater");
            assertEnds(closing);
        } finally {
            server.close();
        }
    }

    @Test
    void aRequestWhoseHeadIsStillComingIsAnswered() throws Exception {
        TestServer server = TestServer.start(endpoint, settings -> settings.drain(Duration.ofSeconds(20)));
        try (RawSseClient asking = RawSseClient.connectOnly(server.port())) {
            ask(server, asking);
            asking.nextResponse();
            asking.write("GET /second HTTP/1.1\r\nHo");
            turn(server);
            Thread closing = toldToAll(server);
            asking.write("st: localhost\r\n\r\n");
            assertLastAnswer(asking, "GET /second");
            assertEnds(closing);
        } finally {
            server.close();
        }
    }

    @Test
    void aStreamThatBeginsAfterItsConnectionHasBeenToldIsToldAtOnce() throws Exception {
        EventLoops loops = EventLoops.start(2);
        try (Hub hub = Hub.builder().lanes(loops.executors()).build();
                Http2SseClients clients = Http2SseClients.cleartext()) {
            StreamEndpoint streams = new StreamEndpoint(hub);
            Queue<Exchange> held = new ConcurrentLinkedQueue<>();
            TestServer server = new TestServer(loops, held::add, settings -> settings.drain(Duration.ofSeconds(20)));
            try (SseClient one = RawSseClient.to(server.port(), "/events").send();
                    SseClient two = clients.to(server.port(), "/events").send()) {
                Waiting.until("both are there", () -> held.size() == 2);
                Thread closing = toldToAll(server);
                held.forEach(streams::handle);
                for (SseClient client : new SseClient[] {one, two}) {
                    assertThat(client.event("close").data()).contains("shutdown");
                    assertThat(client.block()).isNull();
                }
                assertEnds(closing);
            } finally {
                server.server.close();
            }
        } finally {
            loops.close();
        }
    }

    @Test
    void whoIsNotAnsweredInTimeIsCutOff() throws Exception {
        TestServer server = TestServer.start(endpoint, settings -> settings.drain(Duration.ofMillis(200)));
        try (RawSseClient asking = RawSseClient.to(server.port(), "/later").send()) {
            Waiting.until("the request is there", () -> endpoint.waiting() == 1);
            server.server.close();
            assertThat(server.server.connectionCount()).isZero();
            assertThatThrownBy(asking::head).isInstanceOf(EOFException.class);
        } finally {
            server.close();
        }
    }

    @Test
    void streamsAreToldThatTheServerShutsDown() throws Exception {
        EventLoops loops = EventLoops.start(2);
        try (Hub hub = Hub.builder().lanes(loops.executors()).build();
                Http2SseClients clients = Http2SseClients.cleartext()) {
            TestServer server = new TestServer(loops, new StreamEndpoint(hub), settings -> settings);
            try (RawSseClient old = RawSseClient.to(server.port(), "/events").open();
                    Http2SseClient first = clients.to(server.port(), "/events").open();
                    Http2SseClient second = first.beside("/events")) {
                for (SseClient client : new SseClient[] {old, first, second}) {
                    client.event("connect");
                }
                server.server.close();
                assertThat(hub.connectionCount()).isZero();
                for (SseClient client : new SseClient[] {old, first, second}) {
                    assertThat(client.event("close").data()).contains("shutdown");
                    assertThat(client.block()).isNull();
                }
            } finally {
                server.server.close();
            }
        } finally {
            loops.close();
        }
    }
}
