package io.freshet.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RedisClusterProcesses;
import io.freshet.testkit.RedisProcess;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ClusterTest {
    @Test
    void theLogIsFoundOnTheNodeOfTheClusterThatHasIt() throws IOException {
        try (RedisClusterProcesses cluster = RedisClusterProcesses.start(2, "")) {
            RedisProcess first = cluster.nodes().get(0);
            RedisProcess second = cluster.nodes().get(1);
            for (String name : new String[] {"a", "b", "c", "d", "e"}) {
                try (Node one = new Node(
                                RedisEventLog.at(RedisURI.create(first.url())).name(name));
                        Node other = new Node(
                                RedisEventLog.at(RedisURI.create(second.url())).name(name))) {
                    Reader reader = other.reader();
                    one.published("1");
                    reader.waitFor("1");
                    assertThat(reader.story()).containsExactly("1");
                }
            }
            assertThat(first.ask("dbsize")).isNotEqualTo("0");
            assertThat(second.ask("dbsize")).isNotEqualTo("0");
        }
    }
}
