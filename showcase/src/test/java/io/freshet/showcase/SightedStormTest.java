package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A storm over plain sockets, whose peers are seen going: nobody is sent a comment to find out whether he is there. */
abstract class SightedStormTest extends StormTest {
    @Override
    StormBrowser browser() {
        return StormBrowser.overHttp1(port);
    }

    @Override
    void assertProbes(int comments) {
        assertThat(comments).as("comments").isZero();
    }

    @Test
    void nobodyBehindNginxIsRefusedEither() throws Exception {
        try (Nginx nginx = Nginx.ours(port)) {
            storm(nginx.port(), () -> StormBrowser.overHttp1(nginx.port()), false);
        }
    }
}
