package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.testkit.RawSseClient;
import java.io.IOException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectionLimitsTest {
    private enum Limit {
        IN_ALL(settings -> settings.maxConnections(2)),
        PER_ADDRESS(settings -> settings.maxConnectionsPerAddress(2));

        private final UnaryOperator<NettyServerBuilder> settings;

        Limit(UnaryOperator<NettyServerBuilder> settings) {
            this.settings = settings;
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneTooManyIsClosedAtOnceAndThoseThatAreThereStay(Limit limit) throws Exception {
        try (TestServer server = TestServer.start(new EchoEndpoint(), limit.settings);
                RawSseClient first = RawSseClient.connectOnly(server.port());
                RawSseClient second = RawSseClient.connectOnly(server.port())) {
            assertServed(server, first);
            assertServed(server, second);
            for (int i = 0; i < 3; i++) {
                try (RawSseClient third = RawSseClient.connectOnly(server.port())) {
                    assertThatThrownBy(() -> {
                                third.next(RawSseClient.to(server.port(), "/"));
                                third.head();
                            })
                            .isInstanceOf(IOException.class);
                }
            }
            assertThat(server.server.turnedAwayCount()).isEqualTo(3);
            assertServed(server, first);

            second.close();
            Waiting.until("the second has left", () -> server.server.connectionCount() == 1);
            try (RawSseClient next = RawSseClient.connectOnly(server.port())) {
                assertServed(server, next);
            }
        }
    }

    private static void assertServed(TestServer server, RawSseClient client) throws IOException {
        client.next(RawSseClient.to(server.port(), "/"));
        assertThat(client.text()).isEqualTo("GET /");
    }
}
