package io.freshet;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which connections hang on which {@linkplain ConnectRequest#session session}. Touched under the lock of {@link Subscribers} only. */
final class Sessions {
    private final Map<String, Set<Connection>> connections = new HashMap<>();

    void join(Connection connection) {
        String session = connection.request().session();
        if (session != null) {
            connections.computeIfAbsent(session, key -> new HashSet<>()).add(connection);
        }
    }

    void leave(Connection connection) {
        String session = connection.request().session();
        if (session != null) {
            connections.computeIfPresent(session, (key, its) -> its.remove(connection) && its.isEmpty() ? null : its);
        }
    }

    List<Connection> connectionsOf(String session) {
        return List.copyOf(connections.getOrDefault(session, Set.of()));
    }
}
