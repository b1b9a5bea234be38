package io.freshet.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.ConnectRequest;
import io.freshet.Connection;
import io.freshet.Hub;
import io.freshet.Limit;
import io.freshet.Owner;
import io.freshet.Rights;
import io.freshet.Selector;
import io.freshet.Stream;
import io.freshet.testkit.RedisClusterProcesses;
import io.freshet.testkit.RedisProcess;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterTest {
    @Test
    void placesAreCountedAndTakenOver() throws IOException {
        try (RedisClusterProcesses cluster = RedisClusterProcesses.start(2, "")) {
            for (String name : new String[] {"a", "b", "c"}) {
                RedisEventLog one = RedisEventLog.at(
                                RedisURI.create(cluster.nodes().get(0).url()))
                        .name(name)
                        .open();
                RedisEventLog two = RedisEventLog.at(
                                RedisURI.create(cluster.nodes().get(1).url()))
                        .name(name)
                        .open();
                try (Hub here = Hub.builder().log(one).cluster(one.cluster()).build();
                        Hub there =
                                Hub.builder().log(two).cluster(two.cluster()).build()) {
                    Connection older = stands(here, "tab");
                    stands(there, "tab");
                    Waiting.until("it is replaced", () -> older.closeReason() == CloseReason.REPLACED);
                    assertThat(there.presence(Owner.of("owner"))
                                    .toCompletableFuture()
                                    .join())
                            .hasSize(1);
                }
            }
        }
    }

    private static Connection stands(Hub hub, String subscriber) {
        Reader reader = new Reader();
        Connection connection = hub.connect(
                ConnectRequest.to(Stream.of("/events"), Owner.of("owner"))
                        .subscriber(subscriber)
                        .topics("a")
                        .rights(Rights.to(List.of(Selector.of("**"))))
                        .limit(Limit.of(1))
                        .build(),
                its -> reader);
        Waiting.until("the stream stands", () -> !reader.frames().isEmpty());
        return connection;
    }

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
