package io.freshet.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RedisProcess;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ClusterTest {
    @Test
    void theLogIsFoundOnTheNodeOfTheClusterThatHasIt() throws IOException {
        try (RedisProcess first = RedisProcess.startClusterNode();
                RedisProcess second = RedisProcess.startClusterNode()) {
            first.ask("cluster", "addslotsrange", "0", "8191");
            second.ask("cluster", "addslotsrange", "8192", "16383");
            String bus = second.ask("config", "get", "cluster-port").split("\\s+")[1];
            first.ask("cluster", "meet", "127.0.0.1", Integer.toString(second.port()), bus);
            Waiting.until(
                    "the cluster stands",
                    () -> first.ask("cluster", "info").contains("cluster_state:ok")
                            && second.ask("cluster", "info").contains("cluster_state:ok"));
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
