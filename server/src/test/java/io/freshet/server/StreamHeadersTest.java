package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.ConnectRequest;
import io.freshet.Hub;
import io.freshet.HubBuilder;
import io.freshet.Owner;
import io.freshet.Stream;
import io.freshet.testkit.RawSseClient;
import java.io.EOFException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers that an endpoint gives a stream as it begins. */
class StreamHeadersTest {
    private static final ConnectRequest REQUEST =
            ConnectRequest.to(Stream.of("/events"), Owner.of("kim")).topics("a").build();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whereTheyCannotBeHadTheConnectionEnds(boolean lanesAreEventLoops) throws Exception {
        EventLoops loops = EventLoops.start(2);
        HubBuilder building = Hub.builder();
        Hub hub = (lanesAreEventLoops ? building.lanes(loops.executors()) : building).build();
        Endpoint endpoint = exchange -> exchange.stream(hub, REQUEST, connection -> {
            throw new IllegalStateException("on purpose");
        });
        try (TestServer server = new TestServer(loops, endpoint, settings -> settings);
                hub;
                RawSseClient client = RawSseClient.to(server.port(), "/events").send()) {
            assertThatThrownBy(client::head).isInstanceOf(EOFException.class);
            Waiting.until("no connection is left", () -> hub.connectionCount() == 0);
        }
    }
}
