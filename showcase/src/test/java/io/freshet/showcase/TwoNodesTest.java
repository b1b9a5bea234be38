package io.freshet.showcase;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Whatever is done on one node holds on the other: whoever asks need not know which of them answers. */
abstract class TwoNodesTest {
    static final int HERE = 0;
    static final int THERE = 1;

    static TwoNodes nodes;

    /** Nobody and nothing in another test has this name. */
    final String name = UUID.randomUUID().toString();

    /** A store that no other test has sold anything in. */
    final long store = 1 + Math.abs(UUID.randomUUID().getMostSignificantBits() >> 16);

    @BeforeAll
    static void start() throws Exception {
        nodes = new TwoNodes();
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    Caller caller(int node, String user) {
        return new Caller(nodes.port(node), user);
    }

    /** Opens a room in the channel of this test's name. */
    long openRoom(int node, String room, int seats) {
        return caller(node, "opener")
                .create("/channels/" + name + "/rooms", Map.of("name", room, "seats", seats))
                .get("id")
                .longValue();
    }
}
