package io.freshet.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.Event;
import io.freshet.Hub;
import io.freshet.HubListener;
import io.freshet.testkit.Http2SseClient;
import io.freshet.testkit.Http2SseClients;
import io.freshet.testkit.RawSseClient;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.Adapter;
import org.apache.coyote.ProtocolHandler;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.SocketEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TomcatLocksTest {
    /** More than a hub has lanes. */
    private static final int MANY = 8;

    private final BlockingQueue<CloseReason> ends = new LinkedBlockingQueue<>();

    private final Hold hold = new Hold();
    private final Logger tomcat = Logger.getLogger("org.apache.coyote.http2.StreamProcessor");

    @AfterEach
    void letGo() {
        hold.letGo();
        for (Handler each : tomcat.getHandlers()) {
            tomcat.removeHandler(each);
        }
        tomcat.setLevel(null);
    }

    /** Tomcat's thread has just asked whether the stream has failed, for the first of two times. */
    @Test
    void aStreamWhoseWriteFailsInAWrongMomentDoesNotFailTheNextRequest() throws Exception {
        failWhileHeld(connector -> {
            ProtocolHandler protocol = connector.getProtocolHandler();
            protocol.setAdapter(new HeldAdapter(protocol.getAdapter(), hold));
        });
    }

    /** It has asked twice, and goes on as with a stream that stands. */
    @Test
    void aStreamWhoseWriteFailsALittleLaterDoesNotEndTheConnection() throws Exception {
        failWhileHeld(connector -> {
            tomcat.addHandler(new HeldLog(hold));
            tomcat.setLevel(Level.ALL);
        });
    }

    private void failWhileHeld(Consumer<Connector> held) throws Exception {
        AtomicReference<Connector> connector = new AtomicReference<>();
        try (Hub hub = Hub.builder().heartbeat(Duration.ofMinutes(1)).build()) {
            hub.addListener(new HubListener() {
                @Override
                public void ended(Connection connection, CloseReason reason) {
                    ends.add(reason);
                }
            });
            TestContainer.Settings settings = new TestContainer.Settings(new StreamServlet(new ServletTransports(hub)))
                    .protocol(TestContainer.Protocol.HTTP_2);
            try (TestContainer server = TestContainer.startTomcat(settings, connector::set);
                    Http2SseClients clients = Http2SseClients.cleartext()) {
                held.accept(connector.get());
                Http2SseClient first = (Http2SseClient)
                        clients.to(server.port(), "/events?owner=first").open();
                first.event("connect");
                first.reset();
                // Tomcat has read the reset when it answers what comes behind it.
                Http2SseClient next = first.beside("/events?owner=next");
                next.event("connect");

                hub.publish("news", Event.of("news", "to one who has gone"));

                assertThat(ends.poll(10, TimeUnit.SECONDS)).isEqualTo(CloseReason.PEER_GONE);
                hold.letGo();
                for (int i = 0; i < 50; i++) {
                    next = first.beside("/events?owner=next");
                    assertThat(next.head().status()).isEqualTo(200);
                    next.event("connect");
                }
                assertThat(hold.isOver()).isTrue();
            }
        }
    }

    /** Over HTTP/1.1 it is the next connection that would get what a failed stream leaves behind. */
    @Test
    void aStreamOverHttp1IsNotWrittenToWhileTomcatWorksOnItEither() throws Exception {
        AtomicReference<Connector> connector = new AtomicReference<>();
        try (Hub hub = Hub.builder().build();
                TestContainer server = TestContainer.startTomcat(notAccelerated(hub), connector::set)) {
            ProtocolHandler protocol = connector.get().getProtocolHandler();
            protocol.setAdapter(new HeldAdapter(protocol.getAdapter(), hold));
            try (RawSseClient client = RawSseClient.to(server.port(), "/events").open()) {
                client.event("connect");
                assertThat(hold.isOver()).isTrue();
            }
        }
    }

    /** Tomcat holds its lock for as long as a request's own thread is in the application, for which no lane is to wait. */
    @Test
    void requestsThatTakeTheirTimeOnTheWayBackHoldUpNobodyElse() throws Exception {
        CountDownLatch onTheirWay = new CountDownLatch(MANY);
        CountDownLatch back = new CountDownLatch(1);
        Filter slow = (request, response, chain) -> {
            chain.doFilter(request, response);
            if (request.getParameter("owner").startsWith("slow")) {
                onTheirWay.countDown();
                assertThat(has(back, 20)).isTrue();
            }
        };
        List<RawSseClient> clients = new ArrayList<>();
        try (Hub hub = Hub.builder().build();
                TestContainer server =
                        TestContainer.startTomcat(notAccelerated(hub).filter(slow), connector -> {})) {
            for (int i = 0; i < MANY; i++) {
                clients.add(RawSseClient.to(server.port(), "/events?owner=slow-" + i)
                        .send());
            }
            assertThat(has(onTheirWay, 10)).isTrue();
            for (int i = 0; i < MANY; i++) {
                RawSseClient other = RawSseClient.to(server.port(), "/events?owner=other-" + i)
                        .open();
                clients.add(other);
                other.event("connect");
            }
            hub.publish("news", Event.of("news", "for all"));
            for (RawSseClient other : clients.subList(MANY, clients.size())) {
                assertThat(other.event("news").data()).isEqualTo("for all");
            }
            back.countDown();
            for (RawSseClient one : clients.subList(0, MANY)) {
                assertThat(one.event("news").data()).isEqualTo("for all");
            }
        } finally {
            back.countDown();
            for (RawSseClient client : clients) {
                client.close();
            }
        }
    }

    private static TestContainer.Settings notAccelerated(Hub hub) {
        return new TestContainer.Settings(new StreamServlet(new ServletTransports(hub)))
                .filter((request, response, chain) ->
                        chain.doFilter(request, new HttpServletResponseWrapper((HttpServletResponse) response) {
                            @Override
                            public ServletOutputStream getOutputStream() throws IOException {
                                return super.getOutputStream();
                            }
                        }));
    }

    /** Whether it comes within so many seconds. */
    private static boolean has(CountDownLatch latch, int seconds) {
        try {
            return latch.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Holds one thread of Tomcat once, for as long as a write might take that could come meanwhile. */
    private static final class Hold {
        private final AtomicBoolean begun = new AtomicBoolean();
        private final CountDownLatch end = new CountDownLatch(1);
        private volatile boolean over;

        void hold() {
            if (begun.compareAndSet(false, true)) {
                boolean unused = has(end, 1);
                over = true;
            }
        }

        /** Whether the thread was held, and has gone on. */
        boolean isOver() {
            return over;
        }

        void letGo() {
            end.countDown();
        }
    }

    /** Holds the thread that says that a stream goes on after its first callback. */
    private static final class HeldLog extends Handler {
        private final Hold hold;

        HeldLog(Hold hold) {
            this.hold = hold;
        }

        @Override
        public void publish(LogRecord message) {
            if (message.getMessage().endsWith("Status in: [OPEN_WRITE], State out: [LONG]")) {
                hold.hold();
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /** Holds the thread that comes back from the first callback. */
    private record HeldAdapter(Adapter inner, Hold hold) implements Adapter {
        @Override
        public boolean prepare(Request request, Response response) throws Exception {
            return inner.prepare(request, response);
        }

        @Override
        public void service(Request request, Response response) throws Exception {
            inner.service(request, response);
        }

        @Override
        public boolean asyncDispatch(Request request, Response response, SocketEvent event) throws Exception {
            boolean goesOn = inner.asyncDispatch(request, response, event);
            if (event == SocketEvent.OPEN_WRITE) {
                hold.hold();
            }
            return goesOn;
        }

        @Override
        public void log(Request request, Response response, long time) {
            inner.log(request, response, time);
        }

        @Override
        public void checkRecycled(Request request, Response response) {
            inner.checkRecycled(request, response);
        }

        @Override
        public String getDomain() {
            return inner.getDomain();
        }
    }
}
