package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.testkit.Http2SseClients;
import io.freshet.testkit.RawSseClient;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CallTest {
    private static final Map<String, String> UNSENDABLE = Map.of("Broken", "a\r\nForged: b");

    /** Answers, on whatever thread it is, with something that fails and cannot even be refused. */
    private static void fail(Exchange exchange) {
        new Call(exchange, UNSENDABLE).guard(CompletableFuture.failedFuture(new IllegalStateException("on purpose")));
    }

    @Test
    void whereNotEvenTheRefusalCanBeMadeTheConnectionIsClosedAndToldOf() throws Exception {
        try (CapturedWarnings log = new CapturedWarnings(MercureEndpoint.class);
                TestServer server = TestServer.start(CallTest::fail);
                RawSseClient client = RawSseClient.to(server.port(), "/it").send()) {
            assertThatThrownBy(client::head).isInstanceOf(IOException.class).hasMessageNotContaining("timed out");
            assertThat(log.next()).isEqualTo("GET /it could not be answered");
            assertThat(log.next()).isEqualTo("GET /it could not be refused either");
        }
    }

    @Test
    void overHttp2ItIsTheStreamThatIsClosed() throws Exception {
        try (TestServer server = TestServer.start(exchange -> {
                    if (exchange.path().equals("/it")) {
                        fail(exchange);
                    } else {
                        exchange.answer(Answer.of(200));
                    }
                });
                Http2SseClients clients = Http2SseClients.cleartext()) {
            assertThatThrownBy(() -> clients.to(server.port(), "/it").open()).isInstanceOf(IOException.class);
            assertThat(clients.to(server.port(), "/other").open().head().status())
                    .isEqualTo(200);
        }
    }

    /** What failed after the answer was given is told of, and leaves the answer alone. */
    @Test
    void whatHasBeenAnsweredStaysAnswered() throws Exception {
        try (TestServer server = TestServer.start(exchange -> {
                    exchange.answer(Answer.of(200, "text/plain", "answered"));
                    fail(exchange);
                });
                RawSseClient client = RawSseClient.to(server.port(), "/it").open()) {
            assertThat(client.text()).isEqualTo("answered");
            client.next("/again");
            assertThat(client.text()).isEqualTo("answered");
        }
    }
}
