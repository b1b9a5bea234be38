package io.freshet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RedisProcess;
import org.junit.jupiter.api.Test;

class NodesBenchTest {
    @Test
    void anEventArrivesOnEitherWay() throws Exception {
        try (RedisProcess redis = RedisProcess.start();
                BareRelay stream = new BareRelay(redis);
                NodeRelay nodes = new NodeRelay(redis)) {
            for (int i = 0; i < 10; i++) {
                assertThat(stream.send()).isPositive();
                assertThat(nodes.send()).isPositive();
            }
        }
    }

    @Test
    void aNodeThatFollowsHasItsShareOfAFlood() throws Exception {
        try (RedisProcess redis = RedisProcess.start()) {
            Flood.Figures figures = new Flood(redis, 8).measure(1, 1);
            assertThat(figures.perSecond()).isPositive();
            assertThat(figures.redisMicros()).isPositive();
            assertThat(figures.nodeMicros()).isPositive();
            assertThat(figures.idleNodeMicros()).isPositive();
        }
    }
}
