package io.freshet.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.Event;
import io.freshet.Hub;
import io.freshet.HubListener;
import io.freshet.Owner;
import io.freshet.testkit.RawSseClient;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The moment at which the socket of a request that had to wait changes hands. */
@Timeout(60)
class TomcatHandOverTest {
    private final Hub hub = Hub.builder()
            .heartbeat(Duration.ofMinutes(1))
            .hold(Duration.ofMillis(300))
            .build();

    /** The lane of the connection that had to wait, once that is admitted. */
    private volatile Thread lane;

    /** Down once Tomcat begins the response of that connection. */
    private final CountDownLatch handingOver = new CountDownLatch(1);

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void aStateThatIsReadByThatMomentIsSentAfterwards() throws Exception {
        hub.snapshot("news", topic -> {
            if (lane != null) {
                await(handingOver);
            }
            return Event.of("news", "state");
        });
        hub.addListener(new HubListener() {
            @Override
            public void connected(Connection connection) {
                if (connection.subscriber().id().equals("second")) {
                    lane = Thread.currentThread();
                }
            }
        });
        Filter filter = (request, response, chain) -> {
            chain.doFilter(request, new ReadsStateMeanwhile((HttpServletResponse) response));
            if ("second".equals(request.getParameter("subscriber"))) {
                // The lane has opened it by then, so it is Tomcat who begins the response.
                while (lane == null || isIn("io.freshet.Feed", "start")) {
                    Thread.onSpinWait();
                }
            }
        };
        TestContainer.Settings settings = new TestContainer.Settings(
                        new StreamServlet(new ServletTransports(hub, Acceleration.AUTO)))
                .filter(filter);
        try (TestContainer server = TestContainer.startTomcat(settings, connector -> {});
                RawSseClient first = open(server, "first")) {
            first.event("connect");
            hub.close(Owner.of("somebody"), CloseReason.GOODBYE);
            first.rest();
            try (RawSseClient second = open(server, "second")) {
                second.event("connect");
                assertThat(second.event("news").data()).isEqualTo("state");
            }
        }
    }

    private static RawSseClient open(TestContainer server, String subscriber) throws IOException {
        return RawSseClient.to(server.port(), "/events?limit=1&subscriber=" + subscriber)
                .open();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private boolean isIn(String type, String method) {
        return Arrays.stream(lane.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(type)
                        && frame.getMethodName().equals(method));
    }

    /** The state is there as the head is flushed, and the lane wants to send it at once. */
    private final class ReadsStateMeanwhile extends HttpServletResponseWrapper implements PassThroughResponse {
        ReadsStateMeanwhile(HttpServletResponse response) {
            super(response);
        }

        @Override
        public ServletOutputStream getOutputStream() throws IOException {
            return new ForwardingOutput(super.getOutputStream()) {
                @Override
                public void flush() throws IOException {
                    handingOver.countDown();
                    while (!isIn(PortableTransport.class.getName(), "isWritable")) {
                        Thread.onSpinWait();
                    }
                    super.flush();
                }
            };
        }
    }
}
