package io.freshet.showcase;

import io.freshet.testkit.SseBlock;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The rooms of a channel as a page keeps them, from the events of its stream. */
final class Lobby {
    private static final JsonMapper JSON = new JsonMapper();

    private final Map<Long, JsonNode> rooms = new LinkedHashMap<>();
    private final Set<Long> closed = new HashSet<>();

    void apply(SseBlock event) {
        JsonNode data = JSON.readTree(event.data());
        switch (event.name()) {
            case "rooms" -> {
                rooms.clear();
                closed.clear();
                data.forEach(this::put);
            }
            case "room-opened", "room-changed" -> put(data);
            case "room-closed" -> {
                closed.add(data.get("id").longValue());
                rooms.remove(data.get("id").longValue());
            }
            default -> throw new AssertionError("a lobby does not know " + event);
        }
    }

    private void put(JsonNode room) {
        if (closed.contains(room.get("id").longValue())) {
            return;
        }
        rooms.merge(
                room.get("id").longValue(),
                room,
                (old, next) ->
                        next.get("version").longValue() < old.get("version").longValue() ? old : next);
    }

    /** The rooms in the order of their ids. */
    List<JsonNode> rooms() {
        return rooms.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .toList();
    }
}
