package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OpenConnectionsTest {
    private final OpenConnections open = new OpenConnections(2, 0);

    @Test
    void whatWasAcceptedBeforeTheEndAndComesAfterItIsNotTaken() {
        EmbeddedChannel early = new EmbeddedChannel();
        assertThat(open.add(early)).isTrue();
        assertThat(open.close()).containsExactly(early);
        assertThat(open.isClosing()).isTrue();

        assertThat(open.add(new EmbeddedChannel())).isFalse();
        assertThat(open.count()).isEqualTo(1);
        assertThat(open.turnedAway()).isZero();
        early.close();
        open.awaitNone(Duration.ofSeconds(20));
        assertThat(open.count()).isZero();
    }

    @Test
    void oneTooManyIsTurnedAwayAndHasLeftNothing() {
        EmbeddedChannel first = new EmbeddedChannel();
        assertThat(open.add(first)).isTrue();
        assertThat(open.add(new EmbeddedChannel())).isTrue();
        assertThat(open.add(new EmbeddedChannel())).isFalse();
        assertThat(open.turnedAway()).isEqualTo(1);
        assertThat(open.count()).isEqualTo(2);
        first.close();
        assertThat(open.add(new EmbeddedChannel())).isTrue();
    }
}
