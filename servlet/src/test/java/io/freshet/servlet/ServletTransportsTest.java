package io.freshet.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.Event;
import io.freshet.Hub;
import io.freshet.Owner;
import io.freshet.Refusal;
import io.freshet.RefusalReason;
import io.freshet.testkit.Http2SseClients;
import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseBlock;
import io.freshet.testkit.SseClient;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ServletTransportsTest {

    @ParameterizedTest
    @EnumSource
    void aHeadRequestGetsTheHeadersAndNoConnection(TestContainer.Kind kind) throws Exception {
        try (Hub hub = Hub.builder().build();
                TestContainer server = kind.start(streams(hub));
                RawSseClient client =
                        RawSseClient.to(server.port(), "/events").method("HEAD").open()) {
            assertThat(client.head().status()).isEqualTo(200);
            assertThat(client.head().header("Content-Type")).startsWith("text/event-stream");
            assertThat(hub.connectionCount()).isZero();

            client.next(RawSseClient.to(server.port(), "/events"));
            assertThat(client.event("connect").id()).isNotNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRefusalCanBeAnsweredWithoutAConnection(TestContainer.Kind kind) throws Exception {
        HttpServlet refusing = new HttpServlet() {
            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                ServletTransports.refuse(
                        Refusal.of(RefusalReason.FORBIDDEN, "not yours").withRetryAfter(Duration.ofSeconds(7)),
                        response);
            }
        };
        try (TestContainer server = kind.start(new TestContainer.Settings(refusing));
                RawSseClient client = RawSseClient.to(server.port(), "/events")
                        .header("Accept", "text/html")
                        .open()) {
            assertThat(client.head().status()).isEqualTo(403);
            assertThat(client.head().header("Content-Type")).startsWith("text/event-stream");
            assertThat(client.head().header("Cache-Control")).isEqualTo("no-store");
            assertThat(client.head().header("Retry-After")).isEqualTo("7");
            assertThat(client.rest())
                    .singleElement()
                    .matches(block ->
                            block.name().equals("error") && block.data().contains("not yours"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatAFilterAddsWhenTheResponseIsCommittedIsNotLost(TestContainer.Kind kind) throws Exception {
        Filter filter =
                (request, response, chain) -> chain.doFilter(request, new AddsOnCommit((HttpServletResponse) response));
        try (Hub hub = Hub.builder().build();
                TestContainer server = kind.start(streams(hub).filter(filter));
                RawSseClient client = RawSseClient.to(server.port(), "/events").open();
                RawSseClient refused =
                        RawSseClient.to(server.port(), "/events?limit=1").open()) {
            assertThat(client.head().header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(client.event("connect").id()).isNotNull();
            assertThat(refused.head().status()).isEqualTo(429);
            assertThat(refused.head().header("X-Frame-Options")).isEqualTo("DENY");
        }
    }

    /** As Spring Security does it: headers are added at the last moment, by the first write. */
    private static final class AddsOnCommit extends HttpServletResponseWrapper {
        AddsOnCommit(HttpServletResponse response) {
            super(response);
        }

        @Override
        public ServletOutputStream getOutputStream() throws IOException {
            ServletOutputStream inner = super.getOutputStream();
            return new ForwardingOutput(inner) {
                @Override
                public void write(int b) throws IOException {
                    addHeader();
                    super.write(b);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    addHeader();
                    super.write(bytes, offset, length);
                }

                private void addHeader() {
                    if (!isCommitted()) {
                        setHeader("X-Frame-Options", "DENY");
                    }
                }
            };
        }
    }

    /** Tomcat, which has noticed nothing, is told. */
    @ParameterizedTest
    @EnumSource(names = {"HTTP_1", "HTTP_2"})
    void aStreamOnTomcatWhoseOutputFailsByItselfIsOver(TestContainer.Protocol protocol) throws Exception {
        Filter filter = (request, response, chain) ->
                chain.doFilter(request, new FailsOnOwnAccord((HttpServletResponse) response));
        try (Hub hub = Hub.builder().build();
                TestContainer server = TestContainer.Kind.TOMCAT.start(
                        streams(hub).filter(filter).protocol(protocol));
                Http2SseClients clients = Http2SseClients.cleartext();
                SseClient client = (protocol == TestContainer.Protocol.HTTP_2
                                ? clients.to(server.port(), "/events")
                                : RawSseClient.to(server.port(), "/events"))
                        .open()) {
            client.event("connect");
            hub.publish("news", Event.of("news", "fail"));
            boolean over = false;
            while (!over) {
                try {
                    over = client.block() == null;
                } catch (EOFException reset) {
                    over = true;
                }
            }
            assertThat(hub.connectionCount()).isZero();
        }
    }

    private static final class FailsOnOwnAccord extends HttpServletResponseWrapper {
        FailsOnOwnAccord(HttpServletResponse response) {
            super(response);
        }

        @Override
        public ServletOutputStream getOutputStream() throws IOException {
            ServletOutputStream inner = super.getOutputStream();
            return new ForwardingOutput(inner) {
                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    if (new String(bytes, offset, length, UTF_8).contains("fail")) {
                        throw new IOException("failed as it was told to");
                    }
                    super.write(bytes, offset, length);
                }
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void theFailureOfAResponseDoesNotReachTheNext(TestContainer.Kind kind) throws Exception {
        try (Hub hub = Hub.builder().heartbeat(Duration.ofMillis(50)).build();
                TestContainer server = kind.start(streams(hub))) {
            Thread publisher = new Thread(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    hub.publish("news", Event.of("news", "x".repeat(500)));
                    LockSupport.parkNanos(20_000);
                }
            });
            publisher.start();
            try {
                for (int round = 0; round < 150; round++) {
                    failThenServe(hub, server.port(), "next-" + round);
                }
            } finally {
                publisher.interrupt();
                publisher.join();
            }
        }
    }

    private static void failThenServe(Hub hub, int port, String owner) throws IOException {
        RawSseClient[] failing = new RawSseClient[4];
        for (int i = 0; i < failing.length; i++) {
            failing[i] = RawSseClient.to(port, "/events?owner=failing").open();
            failing[i].event("news");
        }
        for (RawSseClient client : failing) {
            client.reset();
        }
        for (int i = 0; i < 4; i++) {
            try (RawSseClient next =
                    RawSseClient.to(port, "/events?owner=" + owner).open()) {
                assertThat(next.head().status()).isEqualTo(200);
                next.event("connect");
                next.event("news");
                hub.close(Owner.of(owner), CloseReason.CLOSED);
                assertThat(next.rest()).last().extracting(SseBlock::name).isEqualTo("close");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"TOMCAT, AUTO", "TOMCAT, OFF", "JETTY, AUTO", "JETTY, OFF"})
    void aQuietStreamOutlastsTheContainersPatience(TestContainer.Kind kind, Acceleration acceleration)
            throws Exception {
        ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
        try (Hub hub = Hub.builder().heartbeat(Duration.ofMinutes(1)).build();
                TestContainer server = kind.start(
                        new TestContainer.Settings(new StreamServlet(new ServletTransports(hub, acceleration)))
                                .patience(1000));
                RawSseClient client = RawSseClient.to(server.port(), "/events").open()) {
            client.event("connect");

            Future<?> publishing =
                    later.schedule(() -> hub.publish("news", Event.of("news", "late")), 3, TimeUnit.SECONDS);

            assertThat(client.event("news").data()).isEqualTo("late");
            publishing.get(1, TimeUnit.SECONDS);
        } finally {
            later.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRequestWithoutAsynchronousSupportLeavesNothingBehind(TestContainer.Kind kind) throws Exception {
        try (Hub hub = Hub.builder().build()) {
            StreamServlet servlet = new StreamServlet(new ServletTransports(hub, Acceleration.OFF));
            HttpServlet synchronous = new HttpServlet() {
                @Override
                protected void service(HttpServletRequest request, HttpServletResponse response)
                        throws ServletException, IOException {
                    HttpServletRequestWrapper wrapped = new HttpServletRequestWrapper(request) {
                        @Override
                        public AsyncContext startAsync(ServletRequest one, ServletResponse other) {
                            throw new IllegalStateException("not supported");
                        }
                    };
                    servlet.service(wrapped, response);
                }
            };
            try (TestContainer server = kind.start(new TestContainer.Settings(synchronous));
                    RawSseClient client =
                            RawSseClient.to(server.port(), "/events").open()) {
                assertThat(client.head().status()).isEqualTo(500);
                assertThat(hub.connectionCount()).isZero();
                assertThat(hub.subscriberCount()).isZero();
            }
        }
    }

    private static TestContainer.Settings streams(Hub hub) {
        return new TestContainer.Settings(new StreamServlet(new ServletTransports(hub)));
    }
}
