package io.freshet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run, small, through and through. */
class PeerTest {
    private static final int SUBSCRIBERS = 20;
    private static final int PUBLISHERS = 2;
    private static final int EVENTS = 100;
    private static final int SECONDS = 60;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"MERCURE", "CENTRIFUGO"})
    void everyDeliveryIsCounted(Peer peer) throws Exception {
        peer.program().prepare(new Workshop(folder));

        try (ServerProcess server = ServerProcess.start(peer, Launch.of(Options.parse("--folder=" + folder)))) {
            deliver(server.site(200), new Topics.One(SUBSCRIBERS), EVENTS * PUBLISHERS * SUBSCRIBERS);
            if (Comparison.HUB.peers().contains(peer)) {
                deliver(server.site(4096), new Topics.OneEach(SUBSCRIBERS, PUBLISHERS), EVENTS * PUBLISHERS);
            }
        }
    }

    private static void deliver(Site site, Topics topics, long deliveries) throws Exception {
        try (Audience audience = Audience.open(site, topics, SUBSCRIBERS, PUBLISHERS);
                Crew crew = Crew.start(site, topics, new Pace.WhenDelivered(1), EVENTS, audience.arrivals())) {
            crew.end(SECONDS);

            assertThat(crew.published()).containsExactly(EVENTS, EVENTS);
            assertThat(audience.takeTally().deliveries()).isEqualTo(deliveries);
            assertThat(audience.errors(crew.published())).isEqualTo(DeliveryCheck.Errors.NONE);
            assertThat(audience.disconnects()).isZero();
        }
    }
}
