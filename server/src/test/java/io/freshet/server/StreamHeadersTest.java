package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.ConnectRequest;
import io.freshet.Hub;
import io.freshet.Owner;
import io.freshet.Stream;
import io.freshet.testkit.Http2SseClient;
import io.freshet.testkit.Http2SseClients;
import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamHeadersTest {
    private final EventLoops loops = EventLoops.start(1);
    private final Hub hub =
            Hub.builder().lanes(loops.executors()).maxSelectors(1).build();
    private TestServer server;

    @AfterEach
    void close() {
        hub.close();
        server.close();
    }

    private void serve(Exchange.StreamHeaders headers) {
        server = new TestServer(
                loops,
                exchange -> exchange.stream(
                        hub,
                        ConnectRequest.to(Stream.of("/events"), Owner.of("somebody"))
                                .topics(exchange.query().getOrDefault("topic", List.of("news")))
                                .build(),
                        headers),
                settings -> settings);
    }

    private RawSseClient.Request request(String query) {
        return RawSseClient.to(server.port(), "/events" + query);
    }

    @Test
    void aStreamHasThoseThatDependOnWhereItBegins() throws Exception {
        serve(connection -> Map.of("Last-Event-ID", String.valueOf(connection.beginsAfter())));
        try (RawSseClient client = request("").open();
                Http2SseClients clients = Http2SseClients.cleartext();
                Http2SseClient second = clients.to(server.port(), "/events").open()) {
            for (SseClient each : List.of(client, second)) {
                assertThat(each.head().header("Last-Event-ID"))
                        .isEqualTo(hub.position().toString());
                assertThat(each.head().header("Content-Type")).isEqualTo("text/event-stream");
            }
        }
    }

    @Test
    void aRefusalHasThemTooAndItsWaitingTimeCanBeReadByOtherOrigins() throws Exception {
        serve(connection -> Map.of("Access-Control-Allow-Origin", "*"));
        hub.pause();
        try (RawSseClient client = request("").open()) {
            assertThat(client.head().status()).isEqualTo(503);
            assertThat(client.head().header("Access-Control-Allow-Origin")).isEqualTo("*");
            assertThat(client.head().header("Access-Control-Expose-Headers")).isEqualTo("Retry-After");
            assertThat(client.head().header("Retry-After")).isEqualTo("2");
        }
    }

    @Test
    void onesThatCannotBeMadeAreAnsweredWithAnError() throws Exception {
        serve(connection -> Map.of("Broken", "a\r\nForged: b"));
        try (RawSseClient client = request("").open();
                Http2SseClients clients = Http2SseClients.cleartext();
                Http2SseClient second = clients.to(server.port(), "/events").open()) {
            for (SseClient each : List.of(client, second)) {
                assertThat(each.head().status()).isEqualTo(500);
                assertThat(each.head().headers()).doesNotContainKey("Forged");
            }
        }
        Waiting.until("no connection is left", () -> hub.connectionCount() == 0);
        try (RawSseClient refused = request("?topic=one&topic=two").open()) {
            assertThat(refused.head().status()).isEqualTo(400);
        }
    }

    @Test
    void aHeadRequestHasNoStream() throws Exception {
        server = new TestServer(
                loops,
                exchange -> {
                    ConnectRequest request = ConnectRequest.to(Stream.of("/events"), Owner.of("somebody"))
                            .topics("news")
                            .build();
                    assertThatThrownBy(() -> exchange.stream(hub, request, Exchange.StreamHeaders.NONE))
                            .isInstanceOf(IllegalStateException.class);
                    exchange.answer(Answer.of(200));
                },
                settings -> settings);
        try (RawSseClient client = request("").method("HEAD").open()) {
            assertThat(client.head().status()).isEqualTo(200);
        }
    }
}
