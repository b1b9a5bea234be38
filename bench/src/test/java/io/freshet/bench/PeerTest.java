package io.freshet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run, small, through and through. */
class PeerTest {
    private static final int SUBSCRIBERS = 20;
    private static final int SECONDS = 60;
    private static final Load SMALL = new Load("small", 2, new Pace.WhenDelivered(), 100, false);

    @ParameterizedTest
    @EnumSource
    void everyDeliveryIsCounted(Peer peer, @TempDir Path folder) throws Exception {
        try (ServerProcess server = ServerProcess.start(peer, List.of(), folder);
                Audience audience = Audience.open(server.address(), SUBSCRIBERS, SMALL.publishers());
                Crew crew = Crew.start(server.address(), SMALL, audience)) {
            crew.end(SECONDS);

            assertThat(crew.published()).containsExactly(100, 100);
            assertThat(audience.takeTally().deliveries()).isEqualTo(200 * SUBSCRIBERS);
            assertThat(audience.errors(crew.published())).isEqualTo(DeliveryCheck.Errors.NONE);
            assertThat(audience.disconnects()).isZero();
            assertThat(Long.parseLong(server.get(Heap.PATH))).isPositive();
        }
    }
}
