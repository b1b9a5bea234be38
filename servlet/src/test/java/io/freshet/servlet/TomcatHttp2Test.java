package io.freshet.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.Event;
import io.freshet.Hub;
import io.freshet.HubListener;
import io.freshet.testkit.Http2SseClient;
import io.freshet.testkit.Http2SseClients;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.Adapter;
import org.apache.coyote.ProtocolHandler;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.SocketEvent;
import org.junit.jupiter.api.Test;

class TomcatHttp2Test {
    private final BlockingQueue<CloseReason> ends = new LinkedBlockingQueue<>();

    @Test
    void aStreamWhoseWriteFailsInAWrongMomentDoesNotFailTheNextRequest() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
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
                ProtocolHandler protocol = connector.get().getProtocolHandler();
                protocol.setAdapter(new HeldAdapter(protocol.getAdapter(), failed));
                Http2SseClient first = (Http2SseClient)
                        clients.to(server.port(), "/events?owner=first").open();
                first.event("connect");
                first.reset();
                // Tomcat has read the reset when it answers what comes behind it.
                Http2SseClient next = first.beside("/events?owner=next");
                next.event("connect");

                hub.publish("news", Event.of("news", "to one who has gone"));

                assertThat(ends.poll(10, TimeUnit.SECONDS)).isEqualTo(CloseReason.PEER_GONE);
                failed.countDown();
                for (int i = 0; i < 50; i++) {
                    next = first.beside("/events?owner=next");
                    assertThat(next.head().status()).isEqualTo(200);
                    next.event("connect");
                }
            } finally {
                failed.countDown();
            }
        }
    }

    /** Keeps the container's thread where it comes back from the first callback. */
    private record HeldAdapter(Adapter inner, CountDownLatch until, AtomicBoolean held) implements Adapter {
        HeldAdapter(Adapter inner, CountDownLatch until) {
            this(inner, until, new AtomicBoolean());
        }

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
            if (event == SocketEvent.OPEN_WRITE && held.compareAndSet(false, true)) {
                until.await();
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
