package io.freshet.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.Event;
import io.freshet.Hub;
import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseBlock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServletTransportsTest {

    @ParameterizedTest
    @EnumSource
    void anEventReachesItsSubscriber(TestContainer.Kind kind) throws Exception {
        try (Hub hub = Hub.builder().build();
                TestContainer server =
                        kind.start(new TestContainer.Settings(new StreamServlet(new ServletTransports(hub))));
                RawSseClient client = RawSseClient.to(server.port(), "/events").open()) {
            assertThat(client.head().status()).isEqualTo(200);
            assertThat(client.event("connect").id()).isNotNull();

            hub.publish("news", Event.of("news", "물이 녹는다 🌊\n둘째 줄"));

            SseBlock event = client.event("news");
            assertThat(event.dataLines()).containsExactly("물이 녹는다 🌊", "둘째 줄");
        }
    }
}
