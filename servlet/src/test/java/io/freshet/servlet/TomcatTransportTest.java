package io.freshet.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.Event;
import io.freshet.Hub;
import io.freshet.HubBuilder;
import io.freshet.HubListener;
import io.freshet.Owner;
import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseBlock;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a socket is taken over from Tomcat, and when it is not. */
@Timeout(60)
class TomcatTransportTest {
    private static final Owner SOMEBODY = Owner.of("somebody");

    private final BlockingQueue<CloseReason> ends = new LinkedBlockingQueue<>();
    private final BlockingQueue<Owner> begun = new LinkedBlockingQueue<>();
    private final Hub hub =
            listening(Hub.builder().heartbeat(Duration.ofMinutes(1)).hold(Duration.ofMillis(300)));

    @AfterEach
    void close() {
        hub.close();
    }

    private Hub listening(HubBuilder builder) {
        Hub made = builder.build();
        made.addListener(new HubListener() {
            @Override
            public void connected(Connection connection) {
                begun.add(connection.subscriber().owner());
            }

            @Override
            public void ended(Connection connection, CloseReason reason) {
                ends.add(reason);
            }
        });
        return made;
    }

    private TestContainer start(Filter... filters) throws Exception {
        TestContainer.Settings settings =
                new TestContainer.Settings(new StreamServlet(new ServletTransports(hub, Acceleration.AUTO)));
        for (Filter filter : filters) {
            settings.filter(filter);
        }
        return TestContainer.startTomcat(settings, connector -> {});
    }

    /** Only of a connection that has begun is it told that it has ended. */
    private void awaitBegin() {
        try {
            while (!SOMEBODY.equals(begun.poll(5, TimeUnit.SECONDS))) {
                assertThat(hub.connectionCount()).isPositive();
            }
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private static RawSseClient.Request to(TestContainer server, String query) {
        return RawSseClient.to(server.port(), "/events" + query);
    }

    private static RawSseClient open(RawSseClient.Request request) throws IOException {
        RawSseClient client = request.open();
        client.event("connect");
        return client;
    }

    /** Fails unless the peer's end is seen without a write: a heartbeat comes once in a minute. */
    private void assertPeerIsSeenToGo(RawSseClient client) throws Exception {
        client.close();
        assertThat(ends.poll(5, TimeUnit.SECONDS)).isEqualTo(CloseReason.PEER_GONE);
    }

    /** Fails if the peer's end is seen before something is written to it. */
    private void assertPeerIsNotSeenToGo(RawSseClient client) throws Exception {
        client.close();
        assertThat(ends.poll(300, TimeUnit.MILLISECONDS)).isNull();
        assertAWriteFindsOutWhoHasGone();
    }

    private void assertAWriteFindsOutWhoHasGone() throws Exception {
        while (ends.isEmpty()) {
            hub.publish("news", Event.of("news", "written"))
                    .toCompletableFuture()
                    .get(5, TimeUnit.SECONDS);
        }
        assertThat(ends.poll(5, TimeUnit.SECONDS)).isEqualTo(CloseReason.PEER_GONE);
    }

    @Test
    void theHeadSaysThatTheConnectionCloses() throws Exception {
        try (TestContainer server = start();
                RawSseClient client = open(to(server, ""))) {
            assertThat(client.head().header("Connection")).isEqualTo("close");
            assertThat(client.head().header("Transfer-Encoding")).isNull();
            assertPeerIsSeenToGo(client);
        }
    }

    @Test
    void theSocketOfARequestThatHadToWaitIsTakenOverToo() throws Exception {
        try (TestContainer server = start();
                RawSseClient first = open(to(server, "?limit=1&subscriber=tab-1"))) {
            hub.close(SOMEBODY, CloseReason.GOODBYE);
            first.rest();
            ends.take();

            RawSseClient second = open(to(server, "?limit=1&subscriber=tab-2"));

            assertThat(second.head().header("Transfer-Encoding")).isEqualTo("chunked");
            String large = "x".repeat(200_000);
            hub.publish("news", Event.of("news", large));
            hub.publish("news", Event.of("news", "small"));
            assertThat(second.event("news").data()).isEqualTo(large);
            assertThat(second.event("news").data()).isEqualTo("small");
            assertPeerIsSeenToGo(second);
        }
    }

    @Test
    void aResponseInChunksIsEndedByTheLastChunk() throws Exception {
        try (TestContainer server = start();
                RawSseClient first = open(to(server, "?limit=1&subscriber=tab-1"))) {
            hub.close(SOMEBODY, CloseReason.GOODBYE);
            first.rest();
            try (RawSseClient second = open(to(server, "?limit=1&subscriber=tab-2"))) {
                hub.close(SOMEBODY, CloseReason.CLOSED);
                // The client fails at a body that breaks off.
                assertThat(second.rest()).last().extracting(SseBlock::name).isEqualTo("close");
            }
        }
    }

    @Test
    void whoHadToWaitAndHasAConnectionThatIsNotKeptAliveIsServedByThePortableTransport() throws Exception {
        try (TestContainer server = start();
                RawSseClient first = open(to(server, "?limit=1&subscriber=tab-1"))) {
            hub.close(SOMEBODY, CloseReason.GOODBYE);
            first.rest();
            ends.take();

            RawSseClient second = open(to(server, "?limit=1&subscriber=tab-2").http10());

            hub.publish("news", Event.of("news", "for the second"));
            assertThat(second.event("news").data()).isEqualTo("for the second");
            assertPeerIsNotSeenToGo(second);
        }
    }

    @Test
    void aFilterThatCountsTheBodyGoesOnCounting() throws Exception {
        AtomicInteger counted = new AtomicInteger();
        Filter counting = (request, response, chain) ->
                chain.doFilter(request, new Counting((HttpServletResponse) response, counted));
        try (TestContainer server = start(counting)) {
            RawSseClient client = open(to(server, ""));
            int before = counted.get();
            assertThat(before).isPositive();

            hub.publish("news", Event.of("news", "one more"));

            assertThat(client.event("news").data()).isEqualTo("one more");
            assertThat(counted.get()).isGreaterThan(before + "one more".length());
            assertPeerIsNotSeenToGo(client);
        }
    }

    private static final class Counting extends HttpServletResponseWrapper {
        private final AtomicInteger count;

        Counting(HttpServletResponse response, AtomicInteger count) {
            super(response);
            this.count = count;
        }

        @Override
        public ServletOutputStream getOutputStream() throws IOException {
            ServletOutputStream inner = super.getOutputStream();
            return new ServletOutputStream() {
                @Override
                public boolean isReady() {
                    return inner.isReady();
                }

                @Override
                public void setWriteListener(WriteListener listener) {
                    inner.setWriteListener(listener);
                }

                @Override
                public void write(int b) throws IOException {
                    count.incrementAndGet();
                    inner.write(b);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    count.addAndGet(length);
                    inner.write(bytes, offset, length);
                }

                @Override
                public void flush() throws IOException {
                    inner.flush();
                }
            };
        }
    }

    @Test
    void aFilterThatPassesTheBodyOnMaySaySo() throws Exception {
        class PassesOn extends HttpServletResponseWrapper implements PassThroughResponse {
            PassesOn(HttpServletResponse response) {
                super(response);
            }

            @Override
            public ServletOutputStream getOutputStream() throws IOException {
                setHeader("X-Asked-For-Output", "true");
                return super.getOutputStream();
            }
        }
        Filter filter =
                (request, response, chain) -> chain.doFilter(request, new PassesOn((HttpServletResponse) response));
        try (TestContainer server = start(filter)) {
            assertPeerIsSeenToGo(open(to(server, "")));
        }
    }

    @Test
    void aHeadThatAFilterHoldsBackLeavesTheSocketToTomcat() throws Exception {
        class HoldsBack extends HttpServletResponseWrapper {
            HoldsBack(HttpServletResponse response) {
                super(response);
            }

            @Override
            public void flushBuffer() {}
        }
        Filter filter =
                (request, response, chain) -> chain.doFilter(request, new HoldsBack((HttpServletResponse) response));
        try (TestContainer server = start(filter)) {
            RawSseClient client = open(to(server, ""));
            hub.publish("news", Event.of("news", "through"));
            assertThat(client.event("news").data()).isEqualTo("through");
            assertPeerIsNotSeenToGo(client);
        }
    }

    @Test
    void aStreamThatTomcatCompressesIsLeftToTomcat() throws Exception {
        TestContainer.Settings settings =
                new TestContainer.Settings(new StreamServlet(new ServletTransports(hub, Acceleration.AUTO)));
        try (TestContainer server = TestContainer.startTomcat(settings, connector -> {
            connector.setProperty("compression", "on");
            connector.setProperty("compressibleMimeType", "text/event-stream");
        })) {
            HttpResponse<InputStream> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + "/events"))
                                    .header("Accept-Encoding", "gzip")
                                    .build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
            try (BufferedReader lines = new BufferedReader(
                    new InputStreamReader(new GZIPInputStream(response.body()), StandardCharsets.UTF_8))) {
                // Tomcat keeps what it compresses to itself for as long as it likes; at the latest the end brings it.
                hub.close(SOMEBODY, CloseReason.CLOSED);
                assertThat(lines.lines()).contains("event: connect", "event: close");
            }
        }
    }

    @Test
    void aFilterThatFailsAfterTheHandOverHarmsNobody() throws Exception {
        Filter failing = new Filter() {
            @Override
            public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                    throws IOException, ServletException {
                chain.doFilter(request, response);
                if (request.getParameter("fail") != null) {
                    awaitBegin();
                    throw new ServletException("too late");
                }
            }
        };
        try (TestContainer server = start(failing);
                RawSseClient client = open(to(server, "?owner=other"));
                RawSseClient unlucky = to(server, "?fail=true").open()) {
            assertThat(unlucky.head().status()).isEqualTo(200);
            // Whether its stream began before that is a matter of luck, so its end may be told to no listener.
            while (hub.connectionCount() > 1) {
                Thread.onSpinWait();
            }
            hub.publish("news", Event.of("news", "still"));
            assertThat(client.event("news").data()).isEqualTo("still");
            assertThat(hub.connectionCount()).isOne();
        }
    }

    @Test
    void whatAPeerSaysAfterItsRequestIsNotListenedTo() throws Exception {
        try (TestContainer server = start();
                RawSseClient client = open(to(server, ""))) {
            client.write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1000));
            hub.publish("news", Event.of("news", "still"));
            assertThat(client.event("news").data()).isEqualTo("still");
            assertThat(hub.connectionCount()).isOne();
            assertPeerIsSeenToGo(client);
        }
    }

    @Test
    void whoHadToWaitAndAsksForTheConnectionToBeClosedIsServed() throws Exception {
        try (TestContainer server = start();
                RawSseClient first = open(to(server, "?limit=1&subscriber=tab-1"))) {
            hub.close(SOMEBODY, CloseReason.GOODBYE);
            first.rest();
            ends.take();

            RawSseClient second = open(to(server, "?limit=1&subscriber=tab-2").header("Connection", "close"));

            hub.publish("news", Event.of("news", "for the second"));
            assertThat(second.event("news").data()).isEqualTo("for the second");
            assertPeerIsNotSeenToGo(second);
        }
    }

    @Test
    void aStreamBehindAnAsyncDispatchIsServed() throws Exception {
        Filter dispatching = (request, response, chain) -> {
            if (request.getDispatcherType() == DispatcherType.ASYNC) {
                chain.doFilter(request, response);
            } else {
                request.startAsync().dispatch();
            }
        };
        try (TestContainer server = start(dispatching)) {
            RawSseClient client = open(to(server, ""));
            hub.publish("news", Event.of("news", "through"));
            assertThat(client.event("news").data()).isEqualTo("through");
            assertPeerIsSeenToGo(client);
        }
    }

    @Test
    void aStreamThatAnAsyncDispatchIsForwardedToIsServed() throws Exception {
        Filter forwarding = (request, response, chain) -> {
            if (request.getDispatcherType() == DispatcherType.ASYNC) {
                request.getRequestDispatcher("/elsewhere").forward(request, response);
            } else {
                request.startAsync().dispatch();
            }
        };
        try (TestContainer server = start(forwarding)) {
            RawSseClient client = open(to(server, ""));
            hub.publish("news", Event.of("news", "through"));
            assertThat(client.event("news").data()).isEqualTo("through");
            assertPeerIsSeenToGo(client);
        }
    }

    @Test
    void aStreamThatARequestIsForwardedToIsServed() throws Exception {
        Filter forwarding = (request, response, chain) -> {
            if (request.getDispatcherType() == DispatcherType.REQUEST) {
                request.getRequestDispatcher("/elsewhere").forward(request, response);
            } else {
                chain.doFilter(request, response);
            }
        };
        try (TestContainer server = start(forwarding)) {
            RawSseClient client = open(to(server, ""));
            hub.publish("news", Event.of("news", "through"));
            assertThat(client.event("news").data()).isEqualTo("through");
            assertPeerIsSeenToGo(client);
        }
    }

    @Test
    void aResponseThatIsNeitherTheContainersNorAWrapperIsWrittenTo() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Filter filter = (request, response, chain) -> chain.doFilter(request, (ServletResponse) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {HttpServletResponse.class}, (proxy, method, args) -> {
                    if (method.getName().equals("getOutputStream")) {
                        asked.incrementAndGet();
                    }
                    return method.invoke(response, args);
                }));
        try (TestContainer server = start(filter)) {
            RawSseClient client = open(to(server, ""));
            assertThat(asked.get()).isPositive();
            assertPeerIsNotSeenToGo(client);
        }
    }

    @Test
    void whatAPeerSaysTogetherWithItsRequestIsNotListenedToEither() throws Exception {
        TestContainer.Settings settings =
                new TestContainer.Settings(new StreamServlet(new ServletTransports(hub, Acceleration.AUTO)));
        try (TestContainer server = TestContainer.startTomcat(settings, connector -> {
                    connector.setProperty("socket.appReadBufSize", "1024");
                });
                RawSseClient client = RawSseClient.connectOnly(server.port())) {
            client.write(to(server, "").text() + "x".repeat(6000));
            client.event("connect");
            hub.publish("news", Event.of("news", "still"));
            assertThat(client.event("news").data()).isEqualTo("still");
            assertPeerIsSeenToGo(client);
        }
    }

    @Test
    void aContainerThatStopsEndsTheSocketsThatWereTakenOver() throws Exception {
        TestContainer server = start();
        try (RawSseClient client = open(to(server, ""))) {
            server.close();
            assertThat(client.rest()).isEmpty();
            // Tomcat does not tell of a socket that it is still handing over at this moment; a write does.
            assertAWriteFindsOutWhoHasGone();
        }
    }
}
