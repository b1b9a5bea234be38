package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.Connection;
import io.freshet.Owner;
import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseBlock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** A goodbye ends the one connection that it names, if it is the caller's, and does nothing else on any stream. */
class GoodbyeTest extends ShowcaseTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final String leaving = "leaving-" + UUID.randomUUID();
    private final String other = "other-" + UUID.randomUUID();
    private final List<Tab> open = new ArrayList<>();

    @AfterEach
    void closeStreams() throws IOException {
        for (Tab tab : open) {
            tab.stream.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/share-links/L/events", "/channels/C/events", "/notifications/events", "/stores/20000/events"})
    void whatComesLateTwiceForAnotherOrForNobodyDoesNothing(String path) throws IOException {
        Tab first = connect(leaving, path, "S");
        Tab neighbour = connect(leaving, path, "T");
        Tab others = connect(other, path, "S");

        goodbye(leaving, path, "S", "made-up");
        goodbye(leaving, path, "made-up", first.connection);
        goodbye(leaving, path, "not allowed", first.connection);
        goodbye(leaving, path, "T", first.connection);
        goodbye(other, path, "S", first.connection);
        goodbye(leaving, path, "S", others.connection);
        assertLive(first, neighbour, others);

        Tab refreshed = connect(leaving, path, "S");
        goodbye(leaving, path, "S", first.connection);
        goodbye(leaving, path, "S", first.connection);
        assertLive(refreshed, neighbour, others);

        goodbye(leaving, path, "S", refreshed.connection);
        refreshed.stream.rest();
        goodbye(leaving, path, "S", refreshed.connection);
        assertLive(neighbour, others);

        Tab back = connect(leaving, path, "S");
        goodbye(leaving, path, "S", refreshed.connection);
        assertLive(neighbour, back, others);
    }

    private Tab connect(String user, String path, String subscriber) throws IOException {
        RawSseClient stream =
                caller(user).stream(path + "?subscriber=" + subscriber).open();
        SseBlock connect = stream.event("connect");
        Tab tab =
                new Tab(stream, JSON.readTree(connect.data()).get("connection").stringValue());
        open.add(tab);
        return tab;
    }

    private void goodbye(String user, String path, String subscriber, String connection) {
        String query = "?subscriber=" + subscriber.replace(" ", "%20") + "&connection=" + connection;
        assertThat(caller(user).post(path + "/goodbye" + query, "").status()).isEqualTo(204);
    }

    /** These are all the connections that there are, and each still gets what is sent. */
    private void assertLive(Tab... tabs) throws IOException {
        List<Connection> connections = new ArrayList<>(hub.connections(Owner.of(leaving)));
        connections.addAll(hub.connections(Owner.of(other)));
        assertThat(connections.stream().map(Connection::id))
                .containsExactlyInAnyOrder(
                        List.of(tabs).stream().map(Tab::connection).toArray(String[]::new));
        String word = UUID.randomUUID().toString();
        connections.forEach(connection -> connection.comment(word));
        for (Tab tab : tabs) {
            SseBlock block = tab.stream.block();
            while (block != null && !String.join("", block.comments()).contains(word)) {
                block = tab.stream.block();
            }
            assertThat(block).as("the stream goes on").isNotNull();
        }
    }

    private record Tab(RawSseClient stream, String connection) {}
}
