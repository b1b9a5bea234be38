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
import jakarta.servlet.Filter;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JettyReadInterestTest {
    private static final Owner SOMEBODY = Owner.of("somebody");

    private final BlockingQueue<CloseReason> ends = new LinkedBlockingQueue<>();
    private Hub hub;
    private TestContainer server;

    @AfterEach
    void close() throws Exception {
        hub.close();
        server.close();
    }

    private void serve(HubBuilder builder, Filter... filters) throws Exception {
        hub = builder.heartbeat(Duration.ofMinutes(1)).build();
        hub.addListener(new HubListener() {
            @Override
            public void ended(Connection connection, CloseReason reason) {
                ends.add(reason);
            }
        });
        TestContainer.Settings settings =
                new TestContainer.Settings(new StreamServlet(new ServletTransports(hub, Acceleration.AUTO)));
        for (Filter filter : filters) {
            settings.filter(filter);
        }
        server = TestContainer.startJetty(settings);
    }

    private RawSseClient.Request request(String query) {
        return RawSseClient.to(server.port(), "/events?owner=somebody" + query);
    }

    private void assertGoneAtOnce() throws InterruptedException {
        assertThat(ends.poll(5, TimeUnit.SECONDS)).isEqualTo(CloseReason.PEER_GONE);
        assertThat(hub.connectionCount()).isZero();
    }

    @Test
    void whatThePeerSendsIsDroppedAndTheStreamGoesOn() throws Exception {
        serve(Hub.builder());
        RawSseClient client = request("").open();
        client.event("connect");

        for (int i = 0; i < 50; i++) {
            client.write("x".repeat(3000));
            hub.publish("news", Event.of("news", "event " + i));
            assertThat(client.event("news").data()).isEqualTo("event " + i);
        }
        assertThat(ends).isEmpty();

        client.close();
        assertGoneAtOnce();
    }

    @Test
    void aRefusalKeepsItsConnectionAlive() throws Exception {
        serve(Hub.builder().probing(Duration.ofMillis(20)));
        try (RawSseClient holder = request("&limit=1").open();
                RawSseClient refused = request("&limit=1").open()) {
            assertThat(holder.head().header("Connection")).isEqualTo("close");
            assertThat(refused.head().status()).isEqualTo(429);
            assertThat(refused.head().header("Connection")).isNull();
            assertThat(refused.rest())
                    .singleElement()
                    .extracting(SseBlock::name)
                    .isEqualTo("error");

            hub.close(SOMEBODY, CloseReason.CLOSED);
            refused.next(request("&limit=1"));
            assertThat(refused.event("connect").id()).isNotNull();
        }
    }

    @Test
    void aPeerThatWentWhileItWaitedIsSeenWhenItsStreamBegins() throws Exception {
        serve(Hub.builder().hold(Duration.ofMillis(500)));
        try (RawSseClient holder = request("&limit=1&subscriber=holder").open()) {
            holder.event("connect");
            hub.close(SOMEBODY, CloseReason.GOODBYE);
            holder.rest();
        }
        assertThat(ends.poll(5, TimeUnit.SECONDS)).isEqualTo(CloseReason.GOODBYE);

        request("&limit=1&subscriber=waiting").send().close();

        assertGoneAtOnce();
    }

    @Test
    void aRequestWithABodyIsCarriedByThePortableTransport() throws Exception {
        serve(Hub.builder());
        try (RawSseClient client = RawSseClient.connectOnly(server.port())) {
            client.write(
                    request("").method("POST").header("Content-Length", "4000").text() + "x".repeat(3000));
            assertThat(client.head().status()).isEqualTo(200);
            assertThat(client.head().header("Connection")).isNull();
            client.event("connect");

            client.write("x".repeat(1000));

            hub.close(SOMEBODY, CloseReason.CLOSED);
            assertThat(client.rest()).last().extracting(SseBlock::name).isEqualTo("close");
            client.next(request(""));
            assertThat(client.event("connect").id()).isNotNull();
        }
    }

    @Test
    void aWrapperThatWantsToSeeTheBodyDoesAndThePeerIsSeenToGo() throws Exception {
        Counted counted = new Counted();
        serve(
                Hub.builder(),
                (request, response, chain) -> chain.doFilter(request, counted.wrap((HttpServletResponse) response)));
        RawSseClient client = request("").open();
        client.event("connect");
        int before = counted.writes;

        hub.publish("news", Event.of("news", "seen by the wrapper"));

        assertThat(client.event("news").data()).isEqualTo("seen by the wrapper");
        assertThat(counted.writes).isGreaterThan(before);
        client.reset();
        assertGoneAtOnce();
    }

    /** Looks at what is written. */
    private static final class Counted {
        private volatile int writes;

        HttpServletResponse wrap(HttpServletResponse response) {
            return new HttpServletResponseWrapper(response) {
                @Override
                public ServletOutputStream getOutputStream() throws IOException {
                    return counting(super.getOutputStream());
                }
            };
        }

        private ServletOutputStream counting(ServletOutputStream inner) {
            return new ForwardingOutput(inner) {
                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    writes++;
                    super.write(bytes, offset, length);
                }
            };
        }
    }
}
