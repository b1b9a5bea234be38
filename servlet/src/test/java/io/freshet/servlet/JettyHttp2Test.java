package io.freshet.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.Hub;
import io.freshet.HubListener;
import io.freshet.testkit.Http2SseClients;
import io.freshet.testkit.SseClient;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JettyHttp2Test {
    private static final int ATTEMPTS = 10;

    @Test
    void aStreamThatIsResetWhileJettyCallsBackIsGoneAtOnce() throws Exception {
        BlockingQueue<CloseReason> ends = new LinkedBlockingQueue<>();
        CountDownLatch seen = new CountDownLatch(1);
        try (Hub hub = Hub.builder().heartbeat(Duration.ofMinutes(1)).build()) {
            hub.addListener(new HubListener() {
                @Override
                public void ended(Connection connection, CloseReason reason) {
                    ends.add(reason);
                }
            });
            TestContainer.Settings settings = new TestContainer.Settings(new StreamServlet(new ServletTransports(hub)))
                    .protocol(TestContainer.Protocol.HTTP_2)
                    .filter((request, response, chain) ->
                            chain.doFilter(request, held((HttpServletResponse) response, seen)));
            try (TestContainer server = TestContainer.startJetty(settings);
                    Http2SseClients clients = Http2SseClients.cleartext()) {
                CloseReason end = null;
                // A reset that meets a write on its way is told by that write, for which Jetty needs the thread that is
                // held here.
                for (int attempt = 0; attempt < ATTEMPTS && end == null; attempt++) {
                    SseClient client = clients.to(server.port(), "/events?owner=somebody-" + attempt)
                            .open();
                    client.event("connect");
                    client.reset();
                    end = ends.poll(1, TimeUnit.SECONDS);
                }
                assertThat(end).isEqualTo(CloseReason.PEER_GONE);
            } finally {
                seen.countDown();
            }
        }
    }

    /** A response whose listener keeps the container's thread. */
    private static HttpServletResponse held(HttpServletResponse response, CountDownLatch until) {
        return new HttpServletResponseWrapper(response) {
            @Override
            public ServletOutputStream getOutputStream() throws IOException {
                return new ForwardingOutput(super.getOutputStream()) {
                    @Override
                    public void setWriteListener(WriteListener listener) {
                        super.setWriteListener(new WriteListener() {
                            @Override
                            public void onWritePossible() throws IOException {
                                listener.onWritePossible();
                                try {
                                    until.await();
                                } catch (InterruptedException stopped) {
                                    Thread.currentThread().interrupt();
                                }
                            }

                            @Override
                            public void onError(Throwable failure) {
                                listener.onError(failure);
                            }
                        });
                    }
                };
            }
        };
    }
}
